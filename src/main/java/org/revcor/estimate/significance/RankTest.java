package org.revcor.estimate.significance;

import java.util.Arrays;
import org.revcor.estimate.significance.PixelTests.StandardNormal;

/**
 * Mann-Whitney test of whether own values are larger than the others.
 *
 * @param area area under the curve: the probability that an own value is larger than another one,
 *     where a tie counts one half; NaN without own or without other values
 * @param p one-sided probability of such an area by chance; NaN if the area is, or with fewer than
 *     two own values. Exact up to {@value #MAX_EXACT} own values, otherwise by the normal
 *     approximation with ties
 */
public record RankTest(double area, double p) {
  private static final int MAX_EXACT = 20;

  /**
   * Compares the values with the given indices with all others.
   *
   * @param values finite numbers
   * @param own different indices
   */
  public static RankTest of(float[] values, int[] own) {
    double n = values.length;
    double n1 = own.length;
    double n2 = n - n1;
    if (n1 == 0 || n2 == 0) {
      return new RankTest(Double.NaN, Double.NaN);
    }
    float[] sorted = values.clone();
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] += 0f; // -0 sorts below 0
    }
    Arrays.sort(sorted);
    double[] ranks = new double[sorted.length];
    double ties = 0;
    for (int from = 0; from < sorted.length; ) {
      int to = from + 1;
      while (to < sorted.length && sorted[to] == sorted[from]) {
        to++;
      }
      Arrays.fill(ranks, from, to, (from + 1 + to) / 2.0);
      double equal = to - from;
      ties += equal * equal * equal - equal;
      from = to;
    }
    double sum = 0;
    for (int index : own) {
      sum += ranks[Arrays.binarySearch(sorted, values[index] + 0f)];
    }
    double larger = sum - n1 * (n1 + 1) / 2;
    return new RankTest(
        larger / (n1 * n2),
        n1 < 2
            ? Double.NaN
            : n1 <= MAX_EXACT
                ? exact((long) Math.ceil(n1 * n2 - larger), own.length, sorted.length - own.length)
                : StandardNormal.above(
                    (larger - n1 * n2 / 2 - 0.5)
                        / Math.sqrt(n1 * n2 / 12 * (n + 1 - ties / (n * (n - 1))))));
  }

  /** Returns the probability that at most k of the n1 x n2 pairs have the smaller own value. */
  private static double exact(long k, int n1, int n2) {
    long pairs = (long) n1 * n2;
    return 2 * k >= pairs ? 1 - atMost(pairs - k - 1, n1, n2) : atMost(k, n1, n2);
  }

  /** Sums the coefficients of the Gaussian binomial of n1 + n2 and n1 up to the power k. */
  private static double atMost(long k, int n1, int n2) {
    if (k < 0) {
      return 0;
    }
    double[] shares = new double[Math.toIntExact(k + 1)];
    shares[0] = 1;
    for (int i = 1; i <= n1; i++) {
      int top = n2 + i;
      for (int j = shares.length - 1; j >= top; j--) {
        shares[j] -= shares[j - top];
      }
      for (int j = i; j < shares.length; j++) {
        shares[j] += shares[j - i];
      }
      for (int j = 0; j < shares.length; j++) {
        shares[j] *= (double) i / top;
      }
    }
    return Math.clamp(Arrays.stream(shares).sum(), 0, 1);
  }
}
