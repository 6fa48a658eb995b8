package org.revcor.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FashionMnistTest {
  @TempDir Path folder;
  @TempDir Path system;

  @Test
  void readsTheUsersFolderWithNamesOfClothes() {
    IdxFiles.writeLike("fashion-mnist", folder, 5, 4);
    Images training = DataSets.train("fashion-mnist", folder);
    assertThat(training.name()).isEqualTo("fashion-mnist");
    assertThat(training.size()).isEqualTo(5);
    assertThat(training.classes())
        .containsExactly(
            "T-shirt/top",
            "Trouser",
            "Pullover",
            "Dress",
            "Coat",
            "Sandal",
            "Shirt",
            "Sneaker",
            "Bag",
            "Ankle boot");
    assertThat(DataSets.test("fashion-mnist", folder).size()).isEqualTo(4);
  }

  @Test
  void readsTheSystemsFilesIfTheUserHasNone() {
    IdxFiles.writeLike("fashion-mnist", system, 3, 2);
    assertThat(set().train(folder).size()).isEqualTo(3);
    IdxFiles.writeLike("fashion-mnist", folder, 5, 4);
    assertThat(set().train(folder).size()).isEqualTo(5);
  }

  @Test
  void doesNotCompleteTheUsersFilesFromTheSystem() throws IOException {
    IdxFiles.writeLike("fashion-mnist", system, 3, 2);
    IdxFiles.writeLike("fashion-mnist", folder, 5, 4);
    Files.delete(folder.resolve("fashion-mnist/train-labels-idx1-ubyte"));
    assertRefused(() -> set().train(folder))
        .hasMessageStartingWith(
            folder
                + "/fashion-mnist/train-labels-idx1-ubyte.gz is missing; it must be downloaded with"
                + " revcor data fetch fashion-mnist, or by hand: put");
  }

  @Test
  void reportsAMissingSetInTheUsersFolder() {
    assertRefused(
        () -> set().test(folder),
        folder
            + "/fashion-mnist/t10k-images-idx3-ubyte.gz is missing; it must be downloaded with"
            + " revcor data fetch fashion-mnist, or by hand: put train-images-idx3-ubyte.gz,"
            + " train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz and"
            + " t10k-labels-idx1-ubyte.gz into "
            + folder
            + "/fashion-mnist");
  }

  private IdxImages set() {
    return IdxImages.fashionMnist(system.resolve("fashion-mnist"));
  }
}
