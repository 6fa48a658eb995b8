package org.revcor.cli;

import java.util.Iterator;
import org.revcor.dataset.DataSets;

/** Names of the data sets, for help texts and completion. */
final class DataSetNames implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return DataSets.names().iterator();
  }
}
