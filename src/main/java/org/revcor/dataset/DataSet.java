package org.revcor.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.revcor.InvalidInputException;

/**
 * A data set that Revcor can read and fetch.
 *
 * <p>A datasets folder has one folder per set, named after the set. It contains the publisher's
 * files under their original names.
 */
public sealed interface DataSet permits IdxImages, Cifar10 {

  String name();

  /**
   * Reads the training images.
   *
   * @throws InvalidInputException if a file is missing or not as published
   */
  Images train(Path folder);

  /** Reads the test images; otherwise as {@link #train}. */
  Images test(Path folder);

  /** Reads the test images that are part of Revcor; empty for most sets. */
  default Optional<Images> shippedTest() {
    return Optional.empty();
  }

  /**
   * Returns which files exist in a datasets folder, or where a system package put them. Opens no
   * file.
   */
  DataSetStatus holding(Path folder);

  /** Downloads the files that a datasets folder lacks. */
  void fetch(Path folder, Fetcher fetcher) throws IOException;

  /**
   * The files of a data set that exist on this machine.
   *
   * @param missing names of the files that do not exist; empty if the set is complete
   */
  record DataSetStatus(String name, Path home, List<String> missing, boolean shippedTest) {
    public DataSetStatus {
      missing = List.copyOf(missing);
    }

    public boolean complete() {
      return missing.isEmpty();
    }
  }
}
