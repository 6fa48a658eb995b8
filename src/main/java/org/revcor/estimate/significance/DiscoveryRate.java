package org.revcor.estimate.significance;

import java.util.Arrays;
import java.util.stream.IntStream;

/** False discovery rate of several tests (Benjamini and Hochberg 1995). */
public final class DiscoveryRate {
  private DiscoveryRate() {}

  /**
   * Returns the smallest false discovery rate at which each test is significant.
   *
   * @param p probabilities; NaN for tests that do not count, whose rate is NaN
   */
  public static double[] of(double[] p) {
    double[] rates = new double[p.length];
    Arrays.fill(rates, Double.NaN);
    int[] ascending =
        IntStream.range(0, p.length)
            .filter(i -> !Double.isNaN(p[i]))
            .boxed()
            .sorted((a, b) -> Double.compare(p[a], p[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    double least = 1;
    for (int rank = ascending.length; rank > 0; rank--) {
      int test = ascending[rank - 1];
      least = Math.min(least, p[test] * ascending.length / rank);
      rates[test] = least;
    }
    return rates;
  }
}
