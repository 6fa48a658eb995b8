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
  void refusesEmptyFile() {
    assertRefused(
        new byte[0],
        "is only 0 bytes long; it must be an IDX file of unsigned bytes in 2 dimensions (first"
            + " bytes 0 0 8 2)");
  }

  @Test
  void refusesWrongMagicNumber() {
    byte[] image = {(byte) 0x89, 'P', 'N', 'G', 13, 10};
    assertRefused(
        image,
        "is a file that begins with 137 80 78 71; it must be an IDX file of unsigned bytes in 2"
            + " dimensions (first bytes 0 0 8 2)");
  }

  @Test
  void refusesWrongNumberOfDimensions() {
    byte[] labels = {0, 0, 8, 1, 0, 0, 0, 1, 7};
    assertRefused(
        labels,
        "is a file that begins with 0 0 8 1; it must be an IDX file of unsigned bytes in 2"
            + " dimensions (first bytes 0 0 8 2)");
  }

  @Test
  void refusesTruncatedHeader() {
    assertRefused(
        Arrays.copyOf(TWO_BY_THREE, 11),
        "is truncated within its header; it must be an IDX file of unsigned bytes in 2 dimensions"
            + " (first bytes 0 0 8 2)");
  }

  @Test
  void refusesADimensionOfZero() {
    byte[] empty = {0, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0, 3};
    assertRefused(empty, "is declared as 0 x 3; it must be at least 1 in each dimension");
  }

  @Test
  void refusesMoreThanTwoGibibytes() {
    byte[] huge = {0, 0, 8, 2, 127, -1, -1, -1, 127, -1, -1, -1};
    assertRefused(
        huge, "is declared as 2147483647 x 2147483647; it must be less than 2 GiB of values");
  }

  @Test
  void refusesTruncatedValues() {
    assertRefused(
        Arrays.copyOf(TWO_BY_THREE, TWO_BY_THREE.length - 1),
        "is truncated: 5 values follow its header; it must be 2 x 3 = 6 values, as its header"
            + " declares");
  }

  @Test
  void refusesTrailingBytes() {
    assertRefused(
        Arrays.copyOf(TWO_BY_THREE, TWO_BY_THREE.length + 1),
        "is too long: more bytes follow its last value; it must be 2 x 3 = 6 values and nothing"
            + " after them");
  }

  @Test
  void refusesTruncatedGzip() throws IOException {
    byte[] whole = compressed(TWO_BY_THREE);
    assertRefused(
        Arrays.copyOf(whole, whole.length - 6),
        "is damaged gzip (its end is missing); it must be an undamaged IDX file, plain or .gz");
  }

  @Test
  void refusesDamagedGzip() throws IOException {
    byte[] damaged = compressed(TWO_BY_THREE);
    damaged[damaged.length - 6] ^= 1;
    assertRefused(
        damaged,
        "is damaged gzip (Corrupt GZIP trailer); it must be an undamaged IDX file, plain or .gz");
  }

  private void assertRefused(byte[] content, String message) {
    Refusals.assertRefused(
        () -> IdxFile.read(write(content), 2), folder.resolve("file") + " " + message);
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
