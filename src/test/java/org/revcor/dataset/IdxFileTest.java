package org.revcor.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.Refusals;
import org.revcor.dataset.IdxImages.IdxFile;

final class IdxFileTest {
  private static final byte[] TWO_BY_THREE = {
    0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, (byte) 255
  };

  @TempDir Path folder;

  @Test
  void readsPlainFile() throws IOException {
    IdxFile file = IdxFile.read(write(TWO_BY_THREE), 2);
    assertThat(file.dimensions()).containsExactly(2, 3);
    assertThat(file.values()).containsExactly(1, 2, 3, 4, 5, 255);
  }

  @Test
  void detectsACompressedFileByItsBytes() throws IOException {
    assertThat(IdxFile.read(write(compressed(TWO_BY_THREE)), 2).values())
        .containsExactly(1, 2, 3, 4, 5, 255);
  }

  @Test
  void refusesMissingFile() {
    Path file = folder.resolve("none");
    Refusals.assertRefused(
        () -> IdxFile.read(file, 2), file + " is missing; it must be an IDX file, plain or .gz");
  }

  @Test
  void refusesOtherAndDamagedFiles() throws IOException {
    byte[] labels = {0, 0, 8, 1, 0, 0, 0, 1, 7};
    byte[] empty = {0, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0, 3};
    byte[] huge = {0, 0, 8, 2, 127, -1, -1, -1, 127, -1, -1, -1};
    byte[] damaged = compressed(TWO_BY_THREE);
    damaged[damaged.length - 6] ^= 1;
    assertRefused(new byte[0], "truncated");
    assertRefused(labels, "a file that begins with other bytes");
    assertRefused(Arrays.copyOf(TWO_BY_THREE, 11), "truncated");
    assertRefused(empty, "declared as [0, 3]");
    assertRefused(huge, "declared as [2147483647, 2147483647]");
    assertRefused(Arrays.copyOf(TWO_BY_THREE, TWO_BY_THREE.length - 1), "truncated");
    assertRefused(Arrays.copyOf(TWO_BY_THREE, TWO_BY_THREE.length + 1), "too long");
    assertRefused(Arrays.copyOf(damaged, damaged.length - 6), "truncated");
    assertRefused(damaged, "damaged (Corrupt GZIP trailer)");
  }

  private void assertRefused(byte[] content, String found) {
    Refusals.assertRefused(
        () -> IdxFile.read(write(content), 2),
        "%s is %s; it must be an IDX file of less than 2 GiB of unsigned bytes (first bytes 0 0 8 2), plain or .gz"
            .formatted(folder.resolve("file"), found));
  }

  private Path write(byte[] content) throws IOException {
    return Files.write(folder.resolve("file"), content);
  }

  private static byte[] compressed(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }
}
