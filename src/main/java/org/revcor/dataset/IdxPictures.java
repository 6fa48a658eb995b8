package org.revcor.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;

/**
 * Grey pictures of 28 x 28 as the publishers of MNIST and Fashion-MNIST ship them: two parts,
 * {@code train} and {@code t10k}, of one IDX file of pictures and one of labels each.
 *
 * @param name name of the data set
 * @param title what its publisher calls it
 * @param classes its class names
 */
record IdxPictures(String name, String title, List<String> classes) {
  static final String TRAIN = "train";
  static final String TEST = "t10k";
  private static final int SIDE = 28;

  /**
   * Reads a part.
   *
   * @param part {@link #TRAIN} or {@link #TEST}
   * @param home folder of the files
   */
  Pictures read(String part, Path home) {
    Path images = require(home, images(part));
    Path labels = require(home, labels(part));
    return pictures(IdxFile.read(images, 3), IdxFile.read(labels, 1));
  }

  /** The pictures of one file with the labels of the other. */
  Pictures pictures(IdxFile images, IdxFile labels) {
    int[] size = images.dimensions();
    if (size[1] != SIDE || size[2] != SIDE) {
      throw new InvalidInputException(
          images.name(),
          "a set of pictures of " + size[1] + " x " + size[2],
          "pictures of 28 x 28");
    }
    int[] classOf = new int[labels.values().length];
    if (classOf.length != size[0]) {
      throw new InvalidInputException(
          labels.name(),
          String.format(Locale.ROOT, "a list of %,d labels", classOf.length),
          String.format(
              Locale.ROOT, "one label for each of the %,d pictures of %s", size[0], images.name()));
    }
    for (int i = 0; i < classOf.length; i++) {
      classOf[i] = labels.values()[i] & 0xff;
      if (classOf[i] >= classes.size()) {
        throw new InvalidInputException(
            labels.name(),
            String.format(Locale.ROOT, "a list whose label %,d is %d", i, classOf[i]),
            "labels from 0 to " + (classes.size() - 1));
      }
    }
    return new Pictures(name, 1, SIDE, SIDE, classes, images.values(), classOf);
  }

  /** The files, without {@code .gz}. */
  static List<String> files() {
    return Stream.of(TRAIN, TEST).flatMap(part -> Stream.of(images(part), labels(part))).toList();
  }

  /** That file as it is in a folder, plain or compressed. */
  static Optional<Path> find(Path home, String file) {
    return Stream.of(home.resolve(file), home.resolve(file + ".gz"))
        .filter(Files::exists)
        .findFirst();
  }

  private Path require(Path home, String file) {
    return find(home, file)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    home.resolve(file + ".gz").toString(),
                    "missing",
                    "there: put "
                        + String.join(".gz, ", files().subList(0, 3))
                        + ".gz and "
                        + files().getLast()
                        + ".gz of "
                        + title
                        + " into "
                        + home));
  }

  private static String images(String part) {
    return part + "-images-idx3-ubyte";
  }

  private static String labels(String part) {
    return part + "-labels-idx1-ubyte";
  }
}
