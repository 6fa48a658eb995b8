package org.revcor.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.Refusals;

final class Cifar10Test {
  @TempDir Path folder;

  @Test
  void readsThePublishedFilesInOrder() {
    Path home = folder.resolve("cifar-10/cifar-10-batches-bin");
    CifarFiles.writeAll(home);
    CifarFiles.write(home.resolve("data_batch_2.bin"), 6, 3);
    Images training = DataSets.train("cifar-10", folder);
    assertThat(training.size()).isEqualTo(42);
    assertThat(training.values()).isEqualTo(3072);
    assertThat(training.classes()).hasSize(10).startsWith("airplane", "automobile", "bird");
    assertThat(training.labels()).startsWith(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 6, 3, 0, 1);
    assertThat(plane(training, 10, 0)).isEqualTo(60);
    assertThat(plane(training, 10, 1)).isEqualTo(61);
    assertThat(plane(training, 11, 2)).isEqualTo(32);
    assertThat(DataSets.test("cifar-10", folder).labels())
        .containsExactly(9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  }

  @Test
  void readsFilesDirectlyInTheFolder() {
    CifarFiles.writeAll(folder.resolve("cifar-10"));
    assertThat(DataSets.train("cifar-10", folder).size()).isEqualTo(50);
  }

  @Test
  void reportsHowToInstallMissingFiles() {
    Path home = folder.resolve("cifar-10/cifar-10-batches-bin");
    assertRefused(
        home.resolve("test_batch.bin")
            + " is missing; it must be downloaded with revcor data fetch cifar-10, or by hand: put"
            + " data_batch_1.bin to data_batch_5.bin and"
            + " test_batch.bin of CIFAR-10's binary version into "
            + home);
  }

  @Test
  void refusesTruncatedFile() {
    Path file = CifarFiles.write(testBatch(), new byte[3073 + 3072]);
    assertRefused(
        file
            + " is 6,145 bytes long; it must be a whole number of records of 3,073 bytes, as in"
            + " CIFAR-10's binary version");
  }

  @Test
  void refusesLabelWithoutAClass() {
    Path file = CifarFiles.write(testBatch(), 9, 3, 10);
    assertRefused(
        file
            + " is a file whose record 2 has label 10; it must be records with labels from 0 to 9");
  }

  private Path testBatch() {
    return folder.resolve("cifar-10/cifar-10-batches-bin/test_batch.bin");
  }

  private void assertRefused(String message) {
    Refusals.assertRefused(() -> DataSets.test("cifar-10", folder), message);
  }

  private static int plane(Images images, int image, int plane) {
    return images.pixels()[image * 3072 + plane * 1024 + 512] & 0xff;
  }
}
