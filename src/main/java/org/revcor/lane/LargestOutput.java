package org.revcor.lane;

/** The class that outputs stand for. */
final class LargestOutput {
  private LargestOutput() {}

  /**
   * The class with the largest output, the lowest of those with the same; a single output tells two
   * classes by its sign. The largest is found first and then its place, since the compiler makes
   * vectors of the first loop and of no loop that does both ({@code ReductionBenchmark} among the
   * tests).
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
    int place = 0;
    while (outputs[place] != largest) {
      place++;
    }
    return place;
  }
}
