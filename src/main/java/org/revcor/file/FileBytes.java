package org.revcor.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reads bytes at a position of an open file. */
public final class FileBytes {
  private FileBytes() {}

  /**
   * Fills an empty buffer. Does not use the position of the channel, so it is thread-safe.
   *
   * @param from position of the first byte
   * @return the buffer, with its position at the limit
   * @throws EOFException if the file ends before
   */
  public static ByteBuffer read(FileChannel file, long from, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (file.read(buffer, from + buffer.position()) < 0) {
        throw new EOFException("the file is too short, or has become shorter");
      }
    }
    return buffer;
  }
}
