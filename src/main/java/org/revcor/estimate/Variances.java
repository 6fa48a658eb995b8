package org.revcor.estimate;

import java.util.Arrays;

/** Variances σ² of the map values. A variance that is only float32 rounding counts as 0. */
public final class Variances {
  /** Smallest variance that is not rounding, of values whose size is about 1. */
  public static final double MIN_VARIANCE = 1e-14;

  private static final double MIN_SHARE = 1e-9;

  /** Variance of every value; unused if they differ. */
  private final double common;

  /** Empty if all are equal. */
  private final double[] variances;

  /**
   * @param variances variances of the values of a stimulus
   */
  public Variances(Patch patch, double[] variances) {
    double[] seen = patch.of(variances);
    double largest = Arrays.stream(seen).max().orElse(0);
    double min = Math.max(MIN_VARIANCE, MIN_SHARE * largest);
    double[] each = Arrays.stream(seen).map(one -> one < min ? 0 : one).toArray();
    this.common = each.length == 0 ? 0 : each[0];
    this.variances = Arrays.stream(each).allMatch(one -> one == common) ? new double[0] : each;
  }

  /** Returns the variance of a map value. */
  public double of(int value) {
    return variances.length == 0 ? common : variances[value];
  }

  /** Returns a covariance divided by the variance (a kernel); 0 if the variance is 0. */
  double per(double covariance, int value) {
    double variance = of(value);
    return variance == 0 ? 0 : covariance / variance;
  }

  /** Divides covariances by the variances like {@link #per}. */
  void divide(double[] covariances, int values) {
    for (int i = 0; i < values; i++) {
      covariances[i] = per(covariances[i], i);
    }
  }

  /** Returns whether all variances are equal, as under white noise. */
  boolean areEqual() {
    return variances.length == 0;
  }
}
