package org.revcor.study.results;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file to which rows are appended. Rows that could not be written completely are written again
 * with the next ones, so a full disk leaves no gap and no partial row. Not thread-safe.
 */
final class GrowingFile {
  private final Path file;
  private final String header;
  private final StringBuilder pending = new StringBuilder();
  private long writtenBytes = -1;

  /**
   * @param header first row of a new file
   */
  GrowingFile(Path file, String header) {
    this.file = file;
    this.header = header;
  }

  /** Adds rows, which the next {@link #flush} writes. */
  void add(String rows) {
    pending.append(rows);
  }

  /**
   * Writes pending rows.
   *
   * @throws IOException if they cannot be written now, or earlier rows are gone; they remain
   *     pending
   */
  void flush() throws IOException {
    if (pending.isEmpty()) {
      return;
    }
    if (writtenBytes < 0) {
      boolean exists = Files.exists(file);
      writtenBytes = exists ? Files.size(file) : 0;
      pending.insert(0, exists ? "" : header);
    }
    if (writtenBytes > 0 && (!Files.exists(file) || Files.size(file) < writtenBytes)) {
      throw new IOException(file.getFileName() + " is missing or shorter than it was; restore it");
    }
    byte[] bytes = pending.toString().getBytes(StandardCharsets.UTF_8);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.truncate(writtenBytes);
      channel.position(writtenBytes);
      ByteBuffer remaining = ByteBuffer.wrap(bytes);
      while (remaining.hasRemaining()) {
        channel.write(remaining);
      }
    }
    writtenBytes += bytes.length;
    pending.setLength(0);
  }
}
