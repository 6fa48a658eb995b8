package org.revcor.cli;

import java.util.Iterator;
import org.revcor.dataset.DataSets;

/** The data sets, for the help of {@code revcor data fetch}. */
final class DataSetNames implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return DataSets.names().iterator();
  }
}
