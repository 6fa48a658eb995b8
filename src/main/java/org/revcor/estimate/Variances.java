package org.revcor.estimate;

import java.util.Arrays;

/**
 * Variances σ² of the values of a map. One that is nothing but the rounding of float32 counts as
 * that of a value which never changes.
 */
public final class Variances {
  private static final double MIN_VARIANCE = 1e-14;
  private static final double MIN_SHARE = 1e-9;

  /** That of every value; of no use if they differ. */
  private final double common;

  /** Empty if all are the same. */
  private final double[] variances;

  /**
   * @param variances of the values of a stimulus
   */
  public Variances(Patch patch, double[] variances) {
    double[] seen = patch.of(variances);
    double largest = Arrays.stream(seen).max().orElse(0);
    double least = Math.max(MIN_VARIANCE, MIN_SHARE * largest);
    double[] each = Arrays.stream(seen).map(one -> one < least ? 0 : one).toArray();
    this.common = each.length == 0 ? 0 : each[0];
    this.variances = Arrays.stream(each).allMatch(one -> one == common) ? new double[0] : each;
  }

  /** Variance of a value of the patch. */
  public double of(int value) {
    return variances.length == 0 ? common : variances[value];
  }

  /** A covariance over the variance: a kernel, 0 where the stimulus never changes. */
  double per(double covariance, int value) {
    double variance = of(value);
    return variance == 0 ? 0 : covariance / variance;
  }

  /** Divides covariances by the variances, as {@link #per} does. */
  void divide(double[] covariances, int values) {
    for (int i = 0; i < values; i++) {
      covariances[i] = per(covariances[i], i);
    }
  }

  /** Whether all are the same, as under white noise. */
  boolean areEqual() {
    return variances.length == 0;
  }
}
