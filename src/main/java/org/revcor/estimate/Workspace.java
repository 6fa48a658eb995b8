package org.revcor.estimate;

import java.util.HashMap;
import java.util.Map;

/**
 * Memory for intermediate values of a map. Channels that are added to one after the other share it,
 * so that it stays in the processor's cache. Not thread-safe.
 */
public final class Workspace {
  private final Map<Integer, Folding> foldings = new HashMap<>();
  private double[] values = new double[0];
  private double[] second = new double[0];

  /**
   * Whatever the last user left in it.
   *
   * @param least number of values that it has at least
   */
  double[] values(int least) {
    if (values.length < least) {
      values = new double[least];
    }
    return values;
  }

  /** A second array like {@link #values}. */
  double[] secondValues(int least) {
    if (second.length < least) {
      second = new double[least];
    }
    return second;
  }

  /** The folding of maps of so many values. */
  Folding folding(int mapValues) {
    return foldings.computeIfAbsent(mapValues, Folding::new);
  }
}
