package org.revcor.estimate;

/**
 * Memory for intermediate values of a map. Channels that are added to one after the other share it,
 * so that it stays in the processor's cache. Not thread-safe.
 */
public final class Workspace {
  private double[] values = new double[0];

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
}
