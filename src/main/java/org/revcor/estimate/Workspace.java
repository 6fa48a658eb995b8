package org.revcor.estimate;

import java.util.HashMap;
import java.util.Map;

/**
 * Memory for intermediate map values. Channels that are updated one after the other share it, so it
 * stays in the processor cache. Not thread-safe.
 */
public final class Workspace {
  private final Map<Integer, RandomProjection> foldings = new HashMap<>();
  private double[] values = new double[0];
  private double[] second = new double[0];

  /**
   * Returns an array with arbitrary content.
   *
   * @param minLength minimum length
   */
  double[] values(int minLength) {
    if (values.length < minLength) {
      values = new double[minLength];
    }
    return values;
  }

  /** Returns a second array like {@link #values}. */
  double[] secondValues(int minLength) {
    if (second.length < minLength) {
      second = new double[minLength];
    }
    return second;
  }

  /** Returns the folding of maps with {@code mapValues} values. */
  RandomProjection folding(int mapValues) {
    return foldings.computeIfAbsent(mapValues, RandomProjection::new);
  }
}
