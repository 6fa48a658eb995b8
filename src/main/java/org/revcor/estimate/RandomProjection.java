package org.revcor.estimate;

import java.util.Arrays;

/**
 * Folds a map of d values into few sums with fixed signs (a sparse random projection: Charikar,
 * Chen and Farach-Colton 2004), which preserves products of maps on average. The second half is
 * added to the first until at most {@link #MAX_BUCKETS} sums remain; a map with no more values only
 * changes signs.
 *
 * <p>Maps with at least {@link Reliability#FEW} values are folded without their mean over pixels.
 * Not thread-safe.
 */
final class RandomProjection {
  static final int MAX_BUCKETS = 62;

  private final int values;
  private final int buckets;
  private final boolean centred;
  private final double[] signs;
  private final double[] signSums;
  private final double[] folded;
  private double mean;

  /**
   * @param values number d of map values, at least 1
   */
  RandomProjection(int values) {
    this.values = values;
    buckets = buckets(values);
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

  /** Returns the number of sums for a map of {@code values} values. */
  static int buckets(int values) {
    int remaining = values;
    while (remaining > MAX_BUCKETS) {
      remaining = half(remaining);
    }
    return remaining;
  }

  /** Returns a pseudorandom number for each index (SplitMix64: Steele, Lea and Flood 2014). */
  private static long mix(long number) {
    long z = (number + 1) * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /**
   * Folds a map.
   *
   * @param map at least d values, of which the first d are used
   * @return an array whose first values are the sums; valid until the next call
   */
  double[] fold(double[] map) {
    addUp(map);
    mean = sum(map, values) / values;
    if (centred) {
      for (int j = 0; j < buckets; j++) {
        folded[j] -= mean * signSums[j];
      }
    }
    return folded;
  }

  /** Adds in long loops, which the JVM vectorises. */
  private void addUp(double[] map) {
    int remaining = values > MAX_BUCKETS ? half(values) : values;
    for (int i = 0; i < values - remaining; i++) {
      folded[i] = signs[i] * map[i] + signs[remaining + i] * map[remaining + i];
    }
    for (int i = values - remaining; i < remaining; i++) {
      folded[i] = signs[i] * map[i];
    }
    while (remaining > MAX_BUCKETS) {
      int half = half(remaining);
      for (int i = 0; i < remaining - half; i++) {
        folded[i] += folded[half + i];
      }
      remaining = half;
    }
  }

  private static int half(int length) {
    return (length + 1) / 2;
  }

  /** Returns the sum of all numbers. */
  static double sum(double[] numbers) {
    return sum(numbers, numbers.length);
  }

  /** Adds in four independent sums, which a processor adds in parallel. */
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

  /** Returns the mean over pixels of the map that was folded last. */
  double mean() {
    return mean;
  }
}
