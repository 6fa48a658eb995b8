package org.revcor.stimulus;

import java.util.Arrays;

/**
 * First two moments of the law of stimuli, value by value.
 *
 * @param mean expected values
 * @param variance variances; 0 where a value never changes
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
