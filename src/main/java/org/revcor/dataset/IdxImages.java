package org.revcor.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;

/**
 * The files of MNIST and Fashion-MNIST: grey images of 28 x 28 in two parts, {@code train} and
 * {@code t10k}. A part is an IDX file of images and one of labels.
 *
 * @param name name of the data set
 * @param title the publisher's name for it
 * @param classes class names
 * @param mirrors addresses of folders that have the files, each with a slash at its end
 * @param files the published files, those of {@code train} first
 */
record IdxImages(
    String name,
    String title,
    List<String> classes,
    List<String> mirrors,
    List<PublishedIdx> files) {
  static final String TRAIN = "train";
  static final String TEST = "t10k";
  private static final int SIDE = 28;

  /**
   * Reads a part.
   *
   * @param part {@link #TRAIN} or {@link #TEST}
   * @param home folder of the files
   */
  Images read(String part, Path home) {
    Path images = require(home, images(part));
    Path labels = require(home, labels(part));
    return images(IdxFile.read(images, 3), IdxFile.read(labels, 1));
  }

  /** Returns the images of one file with the labels of the other. */
  Images images(IdxFile images, IdxFile labels) {
    int[] size = images.dimensions();
    if (size[1] != SIDE || size[2] != SIDE) {
      throw new InvalidInputException(
          images.name(), "a set of images of " + size[1] + " x " + size[2], "images of 28 x 28");
    }
    int[] classOf = new int[labels.values().length];
    if (classOf.length != size[0]) {
      throw new InvalidInputException(
          labels.name(),
          "a list of %,d labels".formatted(classOf.length),
          "one label for each of the %,d images of %s".formatted(size[0], images.name()));
    }
    for (int i = 0; i < classOf.length; i++) {
      classOf[i] = labels.values()[i] & 0xff;
      if (classOf[i] >= classes.size()) {
        throw new InvalidInputException(
            labels.name(),
            "a list whose label %,d is %d".formatted(i, classOf[i]),
            "labels from 0 to " + (classes.size() - 1));
      }
    }
    return new Images(name, 1, SIDE, SIDE, classes, images.values(), classOf);
  }

  /** Returns which files a folder has. */
  DataSetStatus status(Path home, boolean shippedTest) {
    return new DataSetStatus(name, home, missing(home), shippedTest);
  }

  /** Returns whether a folder has any of the files. */
  boolean hasAnyIn(Path home) {
    return missing(home).size() < files.size();
  }

  private List<String> missing(Path home) {
    return files.stream()
        .filter(file -> find(home, file.name()).isEmpty())
        .map(file -> file.packed().name())
        .toList();
  }

  /** Downloads the missing files into the folder {@code home}; see {@link DataSet#fetch}. */
  void fetch(Path home, Fetcher fetcher) throws IOException {
    for (PublishedIdx file : files) {
      Optional<Path> published = published(home, file, fetcher);
      fetcher.report(
          published.isPresent()
              ? new FetchProgress.AlreadyComplete(published.get())
              : new FetchProgress.Placed(
                  fetcher.fetch(file.packed(), mirrors, home, advice(home))));
    }
  }

  /** Returns the file if it has the publisher's bytes; renames other files of its name. */
  private static Optional<Path> published(Path home, PublishedIdx file, Fetcher fetcher)
      throws IOException {
    Optional<Path> found = find(home, file.name());
    while (found.isPresent() && !file.isIn(found.get())) {
      fetcher.setAside(found.get());
      found = find(home, file.name());
    }
    return found;
  }

  private String advice(Path home) {
    return "put %s by hand into %s; the publisher and its mirrors have them at %s"
        .formatted(sentence(missing(home)), home, String.join(" and ", mirrors));
  }

  /** Returns the file in a folder, plain or compressed. */
  private static Optional<Path> find(Path home, String file) {
    return Stream.of(home.resolve(file), home.resolve(file + PublishedIdx.ENDING))
        .filter(Files::exists)
        .findFirst();
  }

  private Path require(Path home, String file) {
    return find(home, file)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    home.resolve(file + PublishedIdx.ENDING).toString(),
                    "missing",
                    "downloaded with revcor data fetch %s, or by hand: put %s of %s into %s"
                        .formatted(
                            name,
                            sentence(files.stream().map(each -> each.packed().name()).toList()),
                            title,
                            home)));
  }

  private static String sentence(List<String> names) {
    return names.size() == 1
        ? names.getFirst()
        : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
  }

  private static String images(String part) {
    return part + "-images-idx3-ubyte";
  }

  private static String labels(String part) {
    return part + "-labels-idx1-ubyte";
  }
}
