package org.revcor.study;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that rows are added to. Rows that could not be written, or only in part, are written with
 * the next ones, so a full disk leaves no gap and no torn row. Not thread-safe.
 */
final class GrowingFile {
  private final Path file;
  private final String header;
  private final StringBuilder waiting = new StringBuilder();
  private long whole = -1;

  /**
   * @param header first row of a file that is not there yet
   */
  GrowingFile(Path file, String header) {
    this.file = file;
    this.header = header;
  }

  /**
   * Adds rows.
   *
   * @throws IOException if they cannot be written now
   */
  void add(String rows) throws IOException {
    waiting.append(rows);
    flush();
  }

  /** Writes what waits. */
  void flush() throws IOException {
    if (waiting.isEmpty()) {
      return;
    }
    if (whole < 0) {
      boolean begun = Files.exists(file);
      whole = begun ? Files.size(file) : 0;
      waiting.insert(0, begun ? "" : header);
    }
    byte[] bytes = waiting.toString().getBytes(StandardCharsets.UTF_8);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.truncate(whole);
      channel.position(whole);
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    }
    whole += bytes.length;
    waiting.setLength(0);
  }

  /** What was written survives a power cut from then on. May be called by any thread. */
  static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
