package org.revcor.dataset;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.Spelling;

/** All data sets that are known by name. */
public final class DataSets {
  private static final int CLASSES_OF_A_BYTE = 256;
  private static final List<DataSet> ALL = List.of(new Mnist(), new FashionMnist(), new Cifar10());

  private DataSets() {}

  /** All of them: {@code mnist}, {@code fashion-mnist}, {@code cifar-10}. */
  public static List<DataSet> all() {
    return ALL;
  }

  /** Names of all of them. */
  public static List<String> names() {
    return ALL.stream().map(DataSet::name).toList();
  }

  /**
   * The set of that name.
   *
   * @throws InvalidInputException if there is none
   */
  public static DataSet named(String name) {
    return find(name)
        .orElseThrow(
            () -> new InvalidInputException("data set", name, Spelling.expected(name, names())));
  }

  /**
   * Training pictures of a set.
   *
   * @param name one of {@link #names()}
   * @param folder the datasets folder
   * @throws InvalidInputException if the set is unknown, or a file is missing or not as published
   */
  public static Pictures train(String name, Path folder) {
    return named(name).train(folder);
  }

  /** Test pictures of a set; otherwise as {@link #train}. */
  public static Pictures test(String name, Path folder) {
    return named(name).test(folder);
  }

  /** Test pictures that come with Revcor: those of {@code mnist}; empty for any other name. */
  public static Optional<Pictures> shippedTest(String name) {
    return find(name).flatMap(DataSet::shippedTest);
  }

  /**
   * {@code sha256:...} of the pictures' dimensions, pixels and labels, whatever file they came
   * from. A label is a byte, or two with the higher one first if there are more than 256 classes.
   */
  public static String digest(Pictures pictures) {
    MessageDigest digest = Sha256.digest();
    int[] dimensions = {pictures.size(), pictures.planes(), pictures.height(), pictures.width()};
    ByteBuffer header = ByteBuffer.allocate(4 * dimensions.length);
    header.asIntBuffer().put(dimensions);
    digest.update(header);
    digest.update(pictures.pixels());
    digest.update(labelBytes(pictures));
    return "sha256:" + HexFormat.of().formatHex(digest.digest());
  }

  private static byte[] labelBytes(Pictures pictures) {
    boolean wide = pictures.classes().size() > CLASSES_OF_A_BYTE;
    ByteBuffer bytes = ByteBuffer.allocate(pictures.size() * (wide ? 2 : 1));
    for (int label : pictures.labels()) {
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
