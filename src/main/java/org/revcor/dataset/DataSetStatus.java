package org.revcor.dataset;

import java.nio.file.Path;
import java.util.List;

/**
 * What there is of a data set.
 *
 * @param name the set's name
 * @param home the folder where its files are, or are looked for
 * @param missing names of the files that are not there; empty if it is complete
 * @param shippedTest whether its test images come with Revcor as well
 */
public record DataSetStatus(String name, Path home, List<String> missing, boolean shippedTest) {
  public DataSetStatus {
    missing = List.copyOf(missing);
  }

  public boolean complete() {
    return missing.isEmpty();
  }
}
