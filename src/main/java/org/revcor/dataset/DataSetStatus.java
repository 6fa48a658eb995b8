package org.revcor.dataset;

import java.nio.file.Path;
import java.util.List;

/**
 * The files of a data set that exist on this machine.
 *
 * @param name the set's name
 * @param home the folder of its files
 * @param missing names of the files that do not exist; empty if the set is complete
 * @param shippedTest whether its test images are part of Revcor
 */
public record DataSetStatus(String name, Path home, List<String> missing, boolean shippedTest) {
  public DataSetStatus {
    missing = List.copyOf(missing);
  }

  public boolean complete() {
    return missing.isEmpty();
  }
}
