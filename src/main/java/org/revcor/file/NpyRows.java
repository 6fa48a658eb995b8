package org.revcor.file;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.revcor.file.WholeFile.FileBytes;

/**
 * A NumPy file whose rows, the entries of its first dimension, are read a few at a time. So it may
 * be larger than the memory. Thread-safe.
 */
public final class NpyRows {
  private final FileChannel channel;
  private final Npy.Header header;
  private final int rowBytes;

  private NpyRows(FileChannel channel, Npy.Header header) {
    this.channel = channel;
    this.header = header;
    rowBytes = Math.multiplyExact(values(), header.width());
  }

  /**
   * Opens a file of floating-point numbers or integers.
   *
   * @throws org.revcor.InvalidInputException if it cannot be read, or is not such an array of at
   *     least one dimension and one value in a row
   */
  public static NpyRows open(InputFile file) {
    try {
      return file.read(NpyRows::open);
    } catch (IllegalArgumentException other) {
      throw file.refused(String.valueOf(other.getMessage()));
    }
  }

  private static NpyRows open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      Npy.Header header = Npy.header(channel);
      if (header.shape().length == 0) {
        throw new IllegalArgumentException("a single number");
      }
      if (IntStream.of(header.shape()).skip(1).anyMatch(side -> side == 0)) {
        throw new IllegalArgumentException(
            "an array of shape %s, whose rows have no values"
                .formatted(Arrays.toString(header.shape())));
      }
      return new NpyRows(channel, header);
    } catch (IOException | RuntimeException unusable) {
      channel.close();
      throw unusable;
    }
  }

  /** Returns the shape of the array; the first side is the number of rows. */
  public int[] shape() {
    return header.shape().clone();
  }

  public int count() {
    return header.shape()[0];
  }

  public int values() {
    return IntStream.of(header.shape()).skip(1).reduce(1, Math::multiplyExact);
  }

  /** Returns the format of a number, such as {@code <f4} or {@code <i8}. */
  public String type() {
    return header.type();
  }

  public boolean isInteger() {
    return Npy.isInteger(header.type());
  }

  /**
   * Reads as many rows as fit into an array, converted to float32.
   *
   * @param rows receives the rows one after the other
   * @return the array of the rows
   */
  public float[] read(long first, float[] rows) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(rows.length * header.width());
    FileBytes.read(channel, header.start() + first * rowBytes, data);
    header.convert(data.flip(), rows);
    return rows;
  }

  /** Returns the shape, as {@code 1000 x 28 x 28}. */
  @Override
  public String toString() {
    return IntStream.of(header.shape()).mapToObj(Integer::toString).collect(joining(" x "));
  }
}
