package org.revcor.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.function.Uncheck;

/**
 * MNIST, handwritten digits. The files are {@code mnist/train-images-idx3-ubyte.gz} and so on, each
 * compressed or not.
 */
final class Mnist implements DataSet {
  private static final String NAME = "mnist";
  private static final IdxImages FORMAT =
      new IdxImages(
          NAME,
          "MNIST",
          IntStream.range(0, 10).mapToObj(Integer::toString).toList(),
          List.of(
              "https://ossci-datasets.s3.amazonaws.com/mnist/",
              "https://storage.googleapis.com/cvdf-datasets/mnist/"),
          List.of(
              PublishedIdx.of(
                  "train-images-idx3-ubyte",
                  9_912_422,
                  "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
                  "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
              PublishedIdx.of(
                  "train-labels-idx1-ubyte",
                  28_881,
                  "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
                  "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
              PublishedIdx.of(
                  "t10k-images-idx3-ubyte",
                  1_648_877,
                  "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
                  "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
              PublishedIdx.of(
                  "t10k-labels-idx1-ubyte",
                  4_542,
                  "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
                  "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2")));

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Images train(Path folder) {
    return FORMAT.read(IdxImages.TRAIN, folder.resolve(NAME));
  }

  @Override
  public Images test(Path folder) {
    return FORMAT.read(IdxImages.TEST, folder.resolve(NAME));
  }

  @Override
  public Optional<Images> shippedTest() {
    return Optional.of(
        FORMAT.images(
            shipped("mnist/t10k-images-idx3-ubyte.gz", 3),
            shipped("mnist/t10k-labels-idx1-ubyte.gz", 1)));
  }

  @Override
  public DataSetStatus holding(Path folder) {
    return FORMAT.status(folder.resolve(NAME), true);
  }

  @Override
  public void fetch(Path folder, Fetcher fetcher) throws IOException {
    FORMAT.fetch(folder.resolve(NAME), fetcher);
  }

  private static IdxFile shipped(String resource, int rank) {
    return Uncheck.get(
        () ->
            IdxFile.read(
                resource,
                IOUtils.resourceToURL("/org/revcor/dataset/" + resource).openStream(),
                rank));
  }
}
