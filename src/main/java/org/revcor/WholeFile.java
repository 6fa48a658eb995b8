package org.revcor;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files of which a reader sees the whole or nothing, also after a power cut. */
public final class WholeFile {
  private WholeFile() {}

  /** What a file is to hold. */
  @FunctionalInterface
  public interface Content {
    /** Writes it, piece by piece; the stream is closed by who gave it. */
    void writeTo(OutputStream file) throws IOException;
  }

  /**
   * Writes a file, or writes it anew: to a temporary file beside it, synced, then renamed; then its
   * folder is synced, so that a power cut leaves it there.
   *
   * @throws IOException if it cannot be written; what was there before is still there
   */
  public static void write(Path file, byte[] bytes) throws IOException {
    write(file, out -> out.write(bytes));
  }

  /**
   * The same, piece by piece.
   *
   * @throws IOException if it cannot be written, or the content throws it; what was there before is
   *     still there
   */
  public static void write(Path file, Content content) throws IOException {
    Path temporary =
        file.resolveSibling(
            ".%s.%d.part".formatted(file.getFileName(), ProcessHandle.current().pid()));
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent())) {
        folder.force(true);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
