package org.revcor.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.revcor.file.Checkpoint.Layout;
import org.revcor.file.Checkpoint.Layout.Part;

/**
 * Writes a checkpoint part by part, so that memory never holds a second copy of all parts. Parts
 * may come in any order and from any thread. Zeros, such as the sums of classes that have not
 * responded, become holes of the file, which take neither time nor disk. Thread-safe.
 */
public final class CheckpointWriter implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path file;
  private final Path temporary;
  private final FileChannel channel;
  private final byte[] header;
  private final @Nullable Part[] parts;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

  private CheckpointWriter(
      Path file, Path temporary, FileChannel channel, byte[] header, int parts) {
    this.file = file;
    this.temporary = temporary;
    this.channel = channel;
    this.header = header;
    this.parts = new Part[parts];
  }

  public static CheckpointWriter create(Path file, byte[] header, int parts) throws IOException {
    Path temporary = WholeFile.temporary(file);
    FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    CheckpointWriter writer = new CheckpointWriter(file, temporary, channel, header, parts);
    try {
      ByteBuffer prefix = ByteBuffer.allocate(Layout.PREFIX_BYTES);
      prefix.putInt(Layout.MAGIC).putInt(Layout.VERSION).putInt(header.length).flip();
      writer.write(prefix);
      writer.write(ByteBuffer.wrap(header));
      return writer;
    } catch (IOException e) {
      writer.close();
      throw e;
    }
  }

  /**
   * Writes a part.
   *
   * @param index from 0; each index once
   */
  public synchronized void write(int index, double[] numbers) throws IOException {
    if (parts[index] != null) {
      throw new IllegalStateException("part " + index + " is already written");
    }
    long offset = channel.position();
    CRC32C checksum = new CRC32C();
    int written = 0;
    while (written < numbers.length) {
      int chunk = Math.min(numbers.length - written, BUFFER_BYTES / Double.BYTES);
      buffer.clear().asDoubleBuffer().put(numbers, written, chunk);
      buffer.limit(chunk * Double.BYTES);
      checksum.update(buffer);
      if (isZero(numbers, written, chunk)) {
        channel.position(channel.position() + (long) chunk * Double.BYTES);
      } else {
        write(buffer.flip().limit(chunk * Double.BYTES));
      }
      written += chunk;
    }
    parts[index] = new Part(offset, numbers.length, (int) checksum.getValue());
  }

  /** Returns whether all bits of some numbers are 0, so -0 is not zero. */
  private static boolean isZero(double[] numbers, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (Double.doubleToRawLongBits(numbers[i]) != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Syncs the file and gives it its final name. Once this returns, the checkpoint survives a power
   * cut.
   *
   * @return the digest of the checkpoint
   * @throws IOException if it cannot be written; an earlier file of this name is unchanged
   */
  public synchronized String commit() throws IOException {
    List<Part> table = Arrays.stream(parts).map(CheckpointWriter::requireWritten).toList();
    byte[] digest = Layout.digest(header, table);
    long offset = channel.position();
    ByteBuffer end = ByteBuffer.allocate(table.size() * Layout.ROW_BYTES + Layout.SUFFIX_BYTES);
    for (Part part : table) {
      end.putLong(part.offset()).putInt(part.numbers()).putInt(part.checksum());
    }
    end.putLong(offset).putInt(table.size()).put(digest).flip();
    write(end);
    channel.force(true);
    channel.close();
    WholeFile.place(temporary, file);
    return Digest.text(digest);
  }

  private static Part requireWritten(@Nullable Part part) {
    if (part == null) {
      throw new IllegalStateException("not all parts are written");
    }
    return part;
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Deletes the temporary file unless it was committed. */
  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(temporary);
  }
}
