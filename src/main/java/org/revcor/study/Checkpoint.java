package org.revcor.study;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The moments of all accumulators at one block boundary: what a study goes on from.
 *
 * @param blocks blocks folded
 * @param met looks in a row at which the reliability rule was met
 * @param seconds running time so far
 * @param stimuli state of the {@link org.revcor.estimate.StimulusSums}
 * @param stimulusProducts state of the {@link org.revcor.estimate.StimulusProducts}; empty if maps
 *     are not whitened
 * @param channels state of each channel
 */
record Checkpoint(
    long blocks,
    int met,
    double seconds,
    double[] stimuli,
    double[] stimulusProducts,
    List<ChannelState> channels) {
  private static final int MAGIC = 0x52564350;
  private static final int VERSION = 2;
  private static final int DIGEST_BYTES = 32;

  /** The bytes of a checkpoint file: header, states, and the SHA-256 of both. */
  byte[] bytes() {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeInt(MAGIC);
      out.writeInt(VERSION);
      out.writeLong(blocks);
      out.writeInt(met);
      out.writeDouble(seconds);
      write(out, stimuli);
      write(out, stimulusProducts);
      out.writeInt(channels.size());
      for (ChannelState channel : channels) {
        write(out, channel.moments());
        write(out, channel.covariance());
      }
      out.write(digest(bytes.toByteArray(), bytes.size()));
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail to be written", e);
    }
  }

  /**
   * Reads a checkpoint file.
   *
   * @throws IOException if it is truncated, damaged or of another version
   */
  static Checkpoint of(byte[] bytes) throws IOException {
    int content = bytes.length - DIGEST_BYTES;
    if (content < 0
        || !Arrays.equals(
            digest(bytes, content), Arrays.copyOfRange(bytes, content, bytes.length))) {
      throw new IOException("the checkpoint is truncated or damaged");
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    if (in.readInt() != MAGIC || in.readInt() != VERSION) {
      throw new IOException("the checkpoint is of another version of Revcor");
    }
    long blocks = in.readLong();
    int met = in.readInt();
    double seconds = in.readDouble();
    double[] stimuli = read(in);
    double[] stimulusProducts = read(in);
    int channels = in.readInt();
    List<ChannelState> states = new ArrayList<>();
    for (int i = 0; i < channels; i++) {
      states.add(new ChannelState(read(in), read(in)));
    }
    return new Checkpoint(blocks, met, seconds, stimuli, stimulusProducts, states);
  }

  private static void write(DataOutputStream out, double[] values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES);
    bytes.asDoubleBuffer().put(values);
    out.writeInt(values.length);
    out.write(bytes.array());
  }

  private static double[] read(DataInputStream in) throws IOException {
    double[] values = new double[in.readInt()];
    byte[] bytes = in.readNBytes(values.length * Double.BYTES);
    ByteBuffer.wrap(bytes).asDoubleBuffer().get(values);
    return values;
  }

  private static byte[] digest(byte[] bytes, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, 0, length);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
