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
   * @param outputs finite, row after row
   * @param width of a row
   */
  static int of(float[] outputs, int width, int row) {
    int start = row * width;
    if (width == 1) {
      return outputs[start] > 0 ? 1 : 0;
    }
    float largest = outputs[start];
    for (int i = start + 1; i < start + width; i++) {
      largest = Math.max(largest, outputs[i]);
    }
    int place = start;
    while (outputs[place] != largest) {
      place++;
    }
    return place - start;
  }
}
