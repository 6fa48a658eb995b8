package org.revcor.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * MNIST, handwritten digits: {@code mnist/train-images-idx3-ubyte.gz} and so on, each compressed or
 * not.
 */
final class Mnist implements DataSet {
  private static final String NAME = "mnist";
  private static final IdxPictures FORMAT =
      new IdxPictures(NAME, "MNIST", IntStream.range(0, 10).mapToObj(Integer::toString).toList());

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Pictures train(Path folder) {
    return FORMAT.read(IdxPictures.TRAIN, folder.resolve(NAME));
  }

  @Override
  public Pictures test(Path folder) {
    return FORMAT.read(IdxPictures.TEST, folder.resolve(NAME));
  }

  @Override
  public Optional<Pictures> shippedTest() {
    return Optional.of(
        FORMAT.pictures(
            shipped("mnist/t10k-images-idx3-ubyte.gz", 3),
            shipped("mnist/t10k-labels-idx1-ubyte.gz", 1)));
  }

  private static IdxFile shipped(String resource, int rank) {
    try (InputStream in = Mnist.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource missing: " + resource);
      }
      return IdxFile.read(resource, in, rank);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
