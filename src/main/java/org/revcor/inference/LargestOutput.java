package org.revcor.inference;

/** Finds the class of a vector of outputs. */
final class LargestOutput {
  private LargestOutput() {}

  /**
   * Returns the class with the largest output, the lowest such class if several are equal. A single
   * output distinguishes two classes by its sign.
   *
   * <p>There are two loops, for the maximum and for its index: the JIT compiler vectorizes the
   * first loop, but not a combined one (measured by {@code ReductionBenchmark} in the tests).
   *
   * @param outputs finite; at least one
   */
  static int of(float[] outputs) {
    if (outputs.length == 1) {
      return outputs[0] > 0 ? 1 : 0;
    }
    float largest = outputs[0];
    for (int i = 1; i < outputs.length; i++) {
      largest = Math.max(largest, outputs[i]);
    }
    int index = 0;
    while (outputs[index] != largest) {
      index++;
    }
    return index;
  }
}
