package org.revcor.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.Refusals;

final class DataSetsTest {
  @TempDir Path folder;

  @Test
  void shippedTestSetEqualsThePublished() {
    Images test = DataSets.shippedTest("mnist").orElseThrow();
    assertThat(test.size()).isEqualTo(10_000);
    assertThat(test.values()).isEqualTo(784);
    assertThat(test.classes()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    assertThat(test.labels()).startsWith(7, 2, 1, 0, 4, 1, 4, 9, 5, 9);
    assertThat(DataSets.digest(test))
        .isEqualTo("sha256:7080465ad38fc931f8e5e253a3ac10eab53571073a155e3674ea9492011d32e8");
  }

  @Test
  void shipsOnlyMnist() {
    assertThat(DataSets.names().stream().filter(name -> DataSets.shippedTest(name).isPresent()))
        .containsExactly("mnist");
    assertThat(DataSets.shippedTest("unknown")).isEmpty();
  }

  @Test
  void digestsLabelsOfMoreThan256ClassesAsTwoBytes() {
    assertThat(DataSets.digest(onePixel(256, 255)))
        .isEqualTo("sha256:" + sha256(1, 1, 1, 1, (byte) 9, (byte) 255));
    assertThat(DataSets.digest(onePixel(257, 256)))
        .isEqualTo("sha256:" + sha256(1, 1, 1, 1, (byte) 9, (byte) 1, (byte) 0));
  }

  private static Images onePixel(int classes, int label) {
    List<String> names = Collections.nCopies(classes, "class");
    return new Images("one", 1, 1, 1, names, new byte[] {9}, new int[] {label});
  }

  private static String sha256(int n, int planes, int height, int width, byte... rest) {
    ByteBuffer bytes = ByteBuffer.allocate(16 + rest.length);
    bytes.putInt(n).putInt(planes).putInt(height).putInt(width).put(rest);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Test
  void readsAFolderOfPublishedFiles() {
    IdxFiles.writeMnist(folder, 30, 20);
    assertThat(DataSets.train("mnist", folder).size()).isEqualTo(30);
    Images test = DataSets.test("mnist", folder);
    assertThat(test.size()).isEqualTo(20);
    assertThat(test.labels()).startsWith(7, 2, 1);
    assertThat(DataSets.digest(test))
        .isNotEqualTo(DataSets.digest(DataSets.train("mnist", folder)));
  }

  @Test
  void refusesUnknownSet() {
    Refusals.assertRefused(
        () -> DataSets.test("mnits", folder),
        "data set is mnits; it must be one of mnist, fashion-mnist, cifar-10; did you mean"
            + " mnist?");
  }

  @Test
  void refusesImagesOfAnotherSize() {
    IdxFiles.writeMnist(folder, 3, 2);
    Path images =
        IdxFiles.write(folder.resolve("mnist/t10k-images-idx3-ubyte"), new byte[18], 2, 3, 3);
    assertRefused(images + " is a set of images of 3 x 3; it must be images of 28 x 28");
  }

  @Test
  void refusesAnotherNumberOfLabels() {
    IdxFiles.writeMnist(folder, 3, 2);
    Path labels = IdxFiles.write(folder.resolve("mnist/t10k-labels-idx1-ubyte"), new byte[3], 3);
    assertRefused(
        labels
            + " is a list of 3 labels; it must be one label for each of the 2 images of "
            + folder.resolve("mnist/t10k-images-idx3-ubyte"));
  }

  @Test
  void refusesLabelWithoutAClass() {
    IdxFiles.writeMnist(folder, 3, 2);
    Path labels =
        IdxFiles.write(folder.resolve("mnist/t10k-labels-idx1-ubyte"), new byte[] {9, 10}, 2);
    assertRefused(labels + " is a list whose label 1 is 10; it must be labels from 0 to 9");
  }

  private void assertRefused(String message) {
    Refusals.assertRefused(() -> DataSets.test("mnist", folder), message);
  }
}
