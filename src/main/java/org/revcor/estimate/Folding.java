package org.revcor.estimate;

import java.util.Arrays;

/**
 * Folds a map of d values into at most {@link #MAX_BUCKETS} sums with fixed signs (a sparse random
 * projection: Charikar, Chen and Farach-Colton 2004), so that products of maps are kept on average.
 * Maps of no more values are kept as they are, but for signs.
 *
 * <p>Maps of {@link Reliability#FEW} values or more are folded without their mean over pixels. Not
 * thread-safe.
 */
final class Folding {
  static final int MAX_BUCKETS = 32;

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
    double[] ones = new double[values];
    Arrays.fill(ones, 1);
    addUp(ones);
    signSums = folded.clone();
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
    addUp(map);
    mean = sum(map, values) / values;
    if (centred) {
      for (int j = 0; j < buckets(values); j++) {
        folded[j] -= mean * signSums[j];
      }
    }
    return folded;
  }

  /** Adds the second half to the first until few are left: long loops, which the JVM vectorises. */
  private void addUp(double[] map) {
    int left = half(values);
    for (int i = 0; i < values - left; i++) {
      folded[i] = signs[i] * map[i] + signs[left + i] * map[left + i];
    }
    for (int i = values - left; i < left; i++) {
      folded[i] = signs[i] * map[i];
    }
    while (left > MAX_BUCKETS) {
      int half = half(left);
      for (int i = 0; i < left - half; i++) {
        folded[i] += folded[half + i];
      }
      left = half;
    }
  }

  private static int half(int length) {
    return Math.max((length + 1) / 2, Math.min(length, MAX_BUCKETS));
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
