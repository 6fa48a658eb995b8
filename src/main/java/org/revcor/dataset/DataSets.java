package org.revcor.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;

/**
 * The data sets that are known by name.
 *
 * <p>A datasets folder holds one folder a set with the files of its publisher, named as there:
 * {@code mnist/train-images-idx3-ubyte.gz} and so on, each compressed or not.
 */
public final class DataSets {
  private static final String MNIST = "mnist";
  private static final int MNIST_SIDE = 28;
  private static final List<String> DIGITS =
      IntStream.range(0, 10).mapToObj(Integer::toString).toList();

  private DataSets() {}

  /** Names of all known data sets. */
  public static List<String> names() {
    return List.of(MNIST);
  }

  /**
   * Training pictures of a set.
   *
   * @param name one of {@link #names()}
   * @param folder the datasets folder
   * @throws InvalidInputException if the set is unknown, or a file is missing or not as published
   */
  public static Pictures train(String name, Path folder) {
    requireKnown(name);
    return mnist(folder, "train");
  }

  /** Test pictures of a set; otherwise as {@link #train}. */
  public static Pictures test(String name, Path folder) {
    requireKnown(name);
    return mnist(folder, "t10k");
  }

  /** Test pictures that come with Revcor: those of {@code mnist}; empty for any other set. */
  public static Optional<Pictures> shippedTest(String name) {
    if (!name.equals(MNIST)) {
      return Optional.empty();
    }
    return Optional.of(
        mnist(
            shipped("mnist/t10k-images-idx3-ubyte.gz", 3),
            shipped("mnist/t10k-labels-idx1-ubyte.gz", 1)));
  }

  /**
   * {@code sha256:...} of the pictures' dimensions, pixels and labels, whatever file they came
   * from.
   */
  public static String digest(Pictures pictures) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      int[] dimensions = {pictures.size(), pictures.planes(), pictures.height(), pictures.width()};
      ByteBuffer header = ByteBuffer.allocate(4 * dimensions.length);
      header.asIntBuffer().put(dimensions);
      digest.update(header);
      digest.update(pictures.pixels());
      digest.update(pictures.labels());
      return "sha256:" + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void requireKnown(String name) {
    if (!names().contains(name)) {
      throw new InvalidInputException("data set", name, "one of " + String.join(", ", names()));
    }
  }

  private static Pictures mnist(Path folder, String part) {
    Path images = find(folder, part + "-images-idx3-ubyte");
    Path labels = find(folder, part + "-labels-idx1-ubyte");
    return mnist(IdxFile.read(images, 3), IdxFile.read(labels, 1));
  }

  private static Path find(Path folder, String file) {
    Path plain = folder.resolve(MNIST).resolve(file);
    Path compressed = folder.resolve(MNIST).resolve(file + ".gz");
    if (Files.exists(plain)) {
      return plain;
    }
    if (Files.exists(compressed)) {
      return compressed;
    }
    throw new InvalidInputException(
        compressed.toString(),
        "missing",
        "there: put train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz and "
            + "t10k-labels-idx1-ubyte.gz of MNIST into "
            + folder.resolve(MNIST));
  }

  private static IdxFile shipped(String resource, int rank) {
    try (InputStream in = DataSets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource missing: " + resource);
      }
      return IdxFile.read(resource, in, rank);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static Pictures mnist(IdxFile images, IdxFile labels) {
    int[] size = images.dimensions();
    if (size[1] != MNIST_SIDE || size[2] != MNIST_SIDE) {
      throw new InvalidInputException(
          images.name(),
          "a set of pictures of " + size[1] + " x " + size[2],
          "pictures of 28 x 28");
    }
    byte[] classes = labels.values();
    if (classes.length != size[0]) {
      throw new InvalidInputException(
          labels.name(),
          "a list of %,d labels".formatted(classes.length),
          "one label for each of the %,d pictures of %s".formatted(size[0], images.name()));
    }
    for (int i = 0; i < classes.length; i++) {
      int label = classes[i] & 0xff;
      if (label >= DIGITS.size()) {
        throw new InvalidInputException(
            labels.name(),
            "a list whose label %,d is %d".formatted(i, label),
            "labels from 0 to 9");
      }
    }
    return new Pictures(MNIST, 1, MNIST_SIDE, MNIST_SIDE, DIGITS, images.values(), classes);
  }
}
