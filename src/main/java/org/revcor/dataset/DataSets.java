package org.revcor.dataset;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.file.Digest;
import org.revcor.schema.Spelling;

/** All data sets that Revcor can read and fetch. */
public final class DataSets {
  private static final int MAX_CLASSES_OF_A_BYTE = 256;
  private static final Path DEBIAN = Path.of("/usr/share/datasets/fashion-mnist");
  private static final List<DataSet> ALL =
      List.of(IdxImages.MNIST, IdxImages.fashionMnist(DEBIAN), new Cifar10());

  private DataSets() {}

  /** Returns {@code mnist}, {@code fashion-mnist} and {@code cifar-10}. */
  public static List<DataSet> all() {
    return ALL;
  }

  public static List<String> names() {
    return ALL.stream().map(DataSet::name).toList();
  }

  /**
   * Returns a set by its name.
   *
   * @throws InvalidInputException if it does not exist
   */
  public static DataSet named(String name) {
    return find(name)
        .orElseThrow(
            () -> new InvalidInputException("data set", name, Spelling.expected(name, names())));
  }

  /**
   * Reads the training images of a set.
   *
   * @throws InvalidInputException if the set is unknown, or a file is missing or not as published
   */
  public static Images train(String name, Path folder) {
    return named(name).train(folder);
  }

  /** Reads the test images of a set; otherwise as {@link #train}. */
  public static Images test(String name, Path folder) {
    return named(name).test(folder);
  }

  /** Reads the test images that are part of Revcor: {@code mnist}; empty for other names. */
  public static Optional<Images> shippedTest(String name) {
    return find(name).flatMap(DataSet::shippedTest);
  }

  /**
   * Returns {@code sha256:...} of the images' dimensions, pixels and labels. A label is one byte,
   * or two bytes in big-endian order if there are more than 256 classes.
   */
  public static String digest(Images images) {
    Digest.Growing digest = Digest.growing();
    int[] dimensions = {images.size(), images.planes(), images.height(), images.width()};
    ByteBuffer header = ByteBuffer.allocate(4 * dimensions.length);
    header.asIntBuffer().put(dimensions);
    digest.add(header.array(), header.capacity());
    digest.add(images.pixels(), images.pixels().length);
    byte[] labels = labelBytes(images);
    digest.add(labels, labels.length);
    return digest.end();
  }

  private static byte[] labelBytes(Images images) {
    boolean wide = images.classes().size() > MAX_CLASSES_OF_A_BYTE;
    ByteBuffer bytes = ByteBuffer.allocate(images.size() * (wide ? 2 : 1));
    for (int label : images.labels()) {
      if (wide) {
        bytes.putShort((short) label);
      } else {
        bytes.put((byte) label);
      }
    }
    return bytes.array();
  }

  private static Optional<DataSet> find(String name) {
    return ALL.stream().filter(set -> set.name().equals(name)).findFirst();
  }
}
