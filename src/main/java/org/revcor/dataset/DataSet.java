package org.revcor.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.revcor.InvalidInputException;

/**
 * A data set that is known by name.
 *
 * <p>A datasets folder holds one folder a set, called like the set, with the files of its
 * publisher, named as there.
 */
public sealed interface DataSet permits Mnist, FashionMnist, Cifar10 {

  /** What users call it: the name of its folder. */
  String name();

  /**
   * Training images.
   *
   * @param folder the datasets folder
   * @throws InvalidInputException if a file is missing or not as published
   */
  Images train(Path folder);

  /** Test images; otherwise as {@link #train}. */
  Images test(Path folder);

  /** Test images that come with Revcor; empty for most sets. */
  Optional<Images> shippedTest();

  /**
   * What there is of it in a datasets folder, or where a package of the system put it. No file is
   * opened.
   */
  DataSetStatus holding(Path folder);

  /**
   * Fetches what a datasets folder lacks, from the publisher. Files that hold the publisher's bytes
   * stay; others of the same name are kept under another one.
   *
   * @throws NotFetchedException if a file cannot be had
   * @throws IOException if one cannot be written
   */
  void fetch(Path folder, Fetcher fetcher) throws IOException;
}
