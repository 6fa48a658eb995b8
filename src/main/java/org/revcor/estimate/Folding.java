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
  static final int MAX_BUCKETS = 62;

  private final int values;
  private final int buckets;
  private final boolean centred;
  private final double[] signs;
  private final double[] signSums;
  private final double[] plain;
  private final double[] folded;
  private double mean;

  /**
   * @param values d of a map, at least 1
   */
  Folding(int values) {
    this.values = values;
    buckets = buckets(values);
    centred = values >= Reliability.FEW;
    signs = new double[values];
    signSums = new double[buckets];
    plain = new double[buckets];
    folded = new double[buckets];
    for (int i = 0; i < values; i++) {
      signs[i] = (mix(i) & 1) == 0 ? 1 : -1;
      signSums[i % buckets] += signs[i];
    }
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
   * @return the sums, valid until the next call
   */
  double[] fold(double[] map) {
    Arrays.fill(plain, 0);
    Arrays.fill(folded, 0);
    for (int first = 0; first < values; first += buckets) {
      int length = Math.min(buckets, values - first);
      for (int j = 0; j < length; j++) {
        plain[j] += map[first + j];
        folded[j] += signs[first + j] * map[first + j];
      }
    }
    double sum = 0;
    for (double each : plain) {
      sum += each;
    }
    mean = sum / values;
    if (centred) {
      for (int j = 0; j < buckets; j++) {
        folded[j] -= mean * signSums[j];
      }
    }
    return folded;
  }

  /** Mean over pixels of the map that was folded last. */
  double mean() {
    return mean;
  }
}
