package org.revcor.dataset;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Fashion-MNIST, pictures of clothes with the files of MNIST: in {@code fashion-mnist}, or where
 * Debian's package {@code dataset-fashion-mnist} puts them.
 */
final class FashionMnist implements DataSet {
  private static final String NAME = "fashion-mnist";
  private static final Path DEBIAN = Path.of("/usr/share/datasets/fashion-mnist");
  private static final IdxPictures FORMAT =
      new IdxPictures(
          NAME,
          "Fashion-MNIST",
          List.of(
              "T-shirt/top",
              "Trouser",
              "Pullover",
              "Dress",
              "Coat",
              "Sandal",
              "Shirt",
              "Sneaker",
              "Bag",
              "Ankle boot"));

  private final Path installed;

  FashionMnist() {
    this(DEBIAN);
  }

  /**
   * @param installed where a package of the system would have put the files
   */
  FashionMnist(Path installed) {
    this.installed = installed;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Pictures train(Path folder) {
    return FORMAT.read(IdxPictures.TRAIN, home(folder));
  }

  @Override
  public Pictures test(Path folder) {
    return FORMAT.read(IdxPictures.TEST, home(folder));
  }

  @Override
  public Optional<Pictures> shippedTest() {
    return Optional.empty();
  }

  /** The user's folder unless it has none of the files and the system has them all. */
  private Path home(Path folder) {
    Path own = folder.resolve(NAME);
    boolean given =
        IdxPictures.files().stream().anyMatch(file -> IdxPictures.find(own, file).isPresent());
    boolean packaged =
        IdxPictures.files().stream()
            .allMatch(file -> IdxPictures.find(installed, file).isPresent());
    return !given && packaged ? installed : own;
  }
}
