package org.revcor.stimulus;

import java.util.Arrays;

/**
 * Means and variances of the values of a stimulus under its law.
 *
 * @param mean expected values
 * @param variance variances; 0 for values that never change
 */
public record Moments(double[] mean, double[] variance) {
  public static Moments constant(int values, double mean, double variance) {
    double[] means = new double[values];
    double[] variances = new double[values];
    Arrays.fill(means, mean);
    Arrays.fill(variances, variance);
    return new Moments(means, variances);
  }
}
