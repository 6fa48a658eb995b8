package org.revcor.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.revcor.file.Checkpoint.Layout.Part;
import org.revcor.file.WholeFile.FileBytes;

/** An intact checkpoint file. Parts are read on demand. */
public final class Checkpoint {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path file;
  private final byte[] header;
  private final List<Part> parts;
  private final String digest;

  private Checkpoint(Path file, byte[] header, List<Part> parts, String digest) {
    this.file = file;
    this.header = header;
    this.parts = List.copyOf(parts);
    this.digest = digest;
  }

  /**
   * Opens a checkpoint file and verifies its digest and the checksum of every part.
   *
   * @throws UnreadableCheckpointException if the file is truncated, damaged or of version 0.1
   */
  public static Checkpoint of(Path file) throws UnreadableCheckpointException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new UnreadableCheckpointException(file, "no regular file");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() < Layout.PREFIX_BYTES + Layout.SUFFIX_BYTES) {
        throw new UnreadableCheckpointException(file, "truncated");
      }
      ByteBuffer prefix = read(channel, 0, Layout.PREFIX_BYTES);
      if (prefix.getInt() != Layout.MAGIC) {
        throw new UnreadableCheckpointException(file, "damaged");
      }
      if (prefix.getInt() != Layout.VERSION) {
        throw new UnreadableCheckpointException(file, "of version 0.1; this version reads 0.3");
      }
      Checkpoint checkpoint = read(file, channel, prefix.getInt());
      for (Part part : checkpoint.parts) {
        checkpoint.readNumbers(channel, part);
      }
      return checkpoint;
    } catch (UnreadableCheckpointException e) {
      throw e;
    } catch (IOException e) {
      throw new UnreadableCheckpointException(file, e);
    }
  }

  private static Checkpoint read(Path file, FileChannel channel, int headerBytes)
      throws IOException {
    long end = channel.size() - Layout.SUFFIX_BYTES;
    ByteBuffer suffix = read(channel, end, Layout.SUFFIX_BYTES);
    long offset = suffix.getLong();
    int rows = suffix.getInt();
    byte[] digest = new byte[Layout.DIGEST_BYTES];
    suffix.get(digest);
    boolean fits =
        headerBytes >= 0
            && rows >= 0
            && offset >= Layout.PREFIX_BYTES + (long) headerBytes
            && offset + (long) rows * Layout.ROW_BYTES == end;
    if (!fits) {
      throw new UnreadableCheckpointException(file, "truncated or damaged");
    }
    byte[] header = read(channel, Layout.PREFIX_BYTES, headerBytes).array();
    ByteBuffer table = read(channel, offset, rows * Layout.ROW_BYTES);
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      parts.add(new Part(table.getLong(), table.getInt(), table.getInt()));
    }
    boolean areInRange =
        parts.stream()
            .allMatch(
                part ->
                    part.offset() >= Layout.PREFIX_BYTES
                        && part.numbers() >= 0
                        && part.offset() <= offset - (long) part.numbers() * Double.BYTES);
    if (!areInRange || !Arrays.equals(Layout.digest(header, parts), digest)) {
      throw new UnreadableCheckpointException(file, "damaged");
    }
    return new Checkpoint(file, header, parts, Digest.text(digest));
  }

  private static ByteBuffer read(FileChannel channel, long from, int bytes) throws IOException {
    return FileBytes.read(channel, from, ByteBuffer.allocate(bytes)).flip();
  }

  private double[] readNumbers(FileChannel channel, Part part) throws IOException {
    double[] numbers = new double[part.numbers()];
    CRC32C checksum = new CRC32C();
    int read = 0;
    while (read < numbers.length) {
      int chunk = Math.min(numbers.length - read, BUFFER_BYTES / Double.BYTES);
      ByteBuffer bytes =
          read(channel, part.offset() + (long) read * Double.BYTES, chunk * Double.BYTES);
      bytes.asDoubleBuffer().get(numbers, read, chunk);
      checksum.update(bytes);
      read += chunk;
    }
    if ((int) checksum.getValue() != part.checksum()) {
      throw new UnreadableCheckpointException(file, "damaged");
    }
    return numbers;
  }

  /** Returns the header bytes as they were passed to the writer. */
  public byte[] header() {
    return header.clone();
  }

  /** Returns the digest of the header and all parts, as {@code sha256:...}. */
  public String digest() {
    return digest;
  }

  public int parts() {
    return parts.size();
  }

  /**
   * Reads a part. Thread-safe.
   *
   * @throws UnreadableCheckpointException if the file has changed since it was verified
   */
  public double[] part(int index) throws UnreadableCheckpointException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return readNumbers(channel, parts.get(index));
    } catch (UnreadableCheckpointException e) {
      throw e;
    } catch (IOException e) {
      throw new UnreadableCheckpointException(file, e);
    }
  }

  /**
   * Layout of a checkpoint file, big-endian:
   *
   * <pre>
   *   magic, version, length of header        3 ints
   *   header                                  UTF-8
   *   parts, in the order of their writing    doubles
   *   table: offset, numbers, CRC-32C         a row a part
   *   offset of table, number of parts        long, int
   *   SHA-256 of header and table             32 bytes
   * </pre>
   *
   * <p>The digest excludes the offsets, so it does not depend on the order in which threads wrote
   * parts.
   */
  static final class Layout {
    static final int MAGIC = 0x52564350;
    static final int VERSION = 4;
    static final int PREFIX_BYTES = 3 * Integer.BYTES;
    static final int ROW_BYTES = Long.BYTES + 2 * Integer.BYTES;
    static final int DIGEST_BYTES = 32;
    static final int SUFFIX_BYTES = Long.BYTES + Integer.BYTES + DIGEST_BYTES;

    private Layout() {}

    /**
     * A part of the file.
     *
     * @param checksum CRC-32C of their bytes
     */
    record Part(long offset, int numbers, int checksum) {}

    /** Returns the SHA-256 of the header, and of the length and checksum of each part. */
    static byte[] digest(byte[] header, List<Part> table) {
      ByteBuffer bytes = ByteBuffer.allocate(header.length + 2 * Integer.BYTES * table.size());
      bytes.put(header);
      table.forEach(part -> bytes.putInt(part.numbers()).putInt(part.checksum()));
      return Digest.bytes(bytes.flip());
    }
  }

  /** A checkpoint is truncated, damaged, or of version 0.1. */
  public static final class UnreadableCheckpointException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String problem;

    /**
     * @param problem what the file is, such as {@code truncated}
     */
    UnreadableCheckpointException(Path file, String problem) {
      super("%s is %s".formatted(file.getFileName(), problem));
      this.problem = problem;
    }

    UnreadableCheckpointException(Path file, IOException cause) {
      super("%s cannot be read (%s)".formatted(file.getFileName(), cause), cause);
      this.problem = "not readable (%s)".formatted(cause);
    }

    /** Returns what the file is, such as {@code truncated}. */
    public String problem() {
      return problem;
    }
  }
}
