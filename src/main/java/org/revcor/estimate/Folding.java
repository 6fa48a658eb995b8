package org.revcor.estimate;

/**
 * Folds a map of d values into at most {@link #MAX_BUCKETS} sums with fixed signs (a sparse random
 * projection: Charikar, Chen and Farach-Colton 2004), so that products of maps are kept on average.
 * Maps of no more values are kept as they are, but for signs.
 *
 * <p>Maps of {@link Reliability#FEW} values or more are folded without their mean over pixels. Not
 * thread-safe.
 */
final class Folding {
  static final int MAX_BUCKETS = 62;

  private final int values;
  private final boolean centred;
  private final double[] signs;
  private final double[] signSums;
  private final double[] folded;
  private double mean;

  /**
   * @param values d of a map, at least 1
   */
  Folding(int values) {
    this.values = values;
    centred = values >= Reliability.FEW;
    signs = new double[values];
    for (int i = 0; i < values; i++) {
      signs[i] = (mix(i) & 1) == 0 ? 1 : -1;
    }
    folded = new double[values];
    signSums = signs.clone();
    halve(signSums);
  }

  /** Number of sums that a map of so many values is folded into. */
  static int buckets(int values) {
    return Math.min(values, MAX_BUCKETS);
  }

  /** Bits of a number that look drawn by chance (SplitMix64: Steele, Lea and Flood 2014). */
  private static long mix(long number) {
    long z = (number + 1) * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /**
   * Folds a map.
   *
   * @param map whose first d values are taken
   * @return the sums first, whatever behind them; valid until the next call
   */
  double[] fold(double[] map) {
    for (int i = 0; i < values; i++) {
      folded[i] = signs[i] * map[i];
    }
    halve(folded);
    mean = sum(map, values) / values;
    if (centred) {
      for (int j = 0; j < buckets(values); j++) {
        folded[j] -= mean * signSums[j];
      }
    }
    return folded;
  }

  /** Adds the second half to the first until few are left: long loops, which the JVM vectorises. */
  private void halve(double[] numbers) {
    int left = values;
    while (left > MAX_BUCKETS) {
      int half = Math.max((left + 1) / 2, MAX_BUCKETS);
      for (int i = 0; i < left - half; i++) {
        numbers[i] += numbers[half + i];
      }
      left = half;
    }
  }

  /** Sum of all numbers. */
  static double sum(double[] numbers) {
    return sum(numbers, numbers.length);
  }

  /** In four sums, none of which waits for another. */
  private static double sum(double[] map, int values) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < values; i += 4) {
      a += map[i];
      b += map[i + 1];
      c += map[i + 2];
      d += map[i + 3];
    }
    for (; i < values; i++) {
      a += map[i];
    }
    return a + b + (c + d);
  }

  /** Mean over pixels of the map that was folded last. */
  double mean() {
    return mean;
  }
}
