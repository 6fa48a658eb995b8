package org.revcor.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Writes small data sets in the format of CIFAR-10's binary version. */
public final class CifarFiles {
  private static final int RECORD = 3073;

  private CifarFiles() {}

  /**
   * Writes a file with one record per label. All values of the red plane are {@code 10 * label}, of
   * the green plane one more, of the blue plane two more.
   */
  public static Path write(Path file, int... labels) {
    byte[] content = new byte[labels.length * RECORD];
    for (int i = 0; i < labels.length; i++) {
      int at = i * RECORD;
      content[at] = (byte) labels[i];
      for (int plane = 0; plane < 3; plane++) {
        int from = at + 1 + plane * 1024;
        Arrays.fill(content, from, from + 1024, (byte) (10 * labels[i] + plane));
      }
    }
    return write(file, content);
  }

  static Path write(Path file, byte[] content) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return Files.write(file, content);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Writes all six files, of ten records each with labels 0 to 9, into a folder. */
  public static void writeAll(Path home) {
    for (int i = 1; i <= 5; i++) {
      write(home.resolve("data_batch_" + i + ".bin"), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }
    write(home.resolve("test_batch.bin"), 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  }
}
