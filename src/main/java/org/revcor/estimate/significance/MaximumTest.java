package org.revcor.estimate.significance;

import java.util.Arrays;

/**
 * Familywise test of pixels against the largest |z| of null maps (Nichols and Holmes 2002). A null
 * map pairs the responses with stimuli that did not cause them. The test holds for correlated
 * pixels and for any distribution of responses.
 *
 * @param maxima {@link #statistic} of every null map, at least one
 */
public record MaximumTest(double[] maxima) {
  public MaximumTest {
    maxima = Arrays.stream(maxima).sorted().toArray();
  }

  /** Returns the largest |z| of a map; 0 if no pixel is defined. */
  public static double statistic(float[] z) {
    double largest = 0;
    for (float each : z) {
      largest = Float.isNaN(each) ? largest : Math.max(largest, Math.abs(each));
    }
    return largest;
  }

  /**
   * Returns the corrected p-value of a pixel, {@code (1 + #{maxima ≥ |z|}) / (1 + B)} for B null
   * maps; NaN if z is NaN.
   */
  public double p(float z) {
    if (Float.isNaN(z)) {
      return Double.NaN;
    }
    return (1.0 + atLeast(Math.abs(z))) / (1 + maxima.length);
  }

  /**
   * Returns the null maximum that |z| must exceed for a p-value of at most {@code level}; +∞ if
   * there are fewer than {@code 1/level - 1} null maps.
   */
  public double threshold(double level) {
    // (1 + k)/(1 + B) ≤ level for k maxima at or above |z|; 1e-9 allows for rounding of level
    int allowed = (int) Math.floor(level * (1 + maxima.length) + 1e-9) - 1;
    return allowed < 0 ? Double.POSITIVE_INFINITY : maxima[maxima.length - 1 - allowed];
  }

  private int atLeast(double value) {
    int below = 0;
    while (below < maxima.length && maxima[below] < value) {
      below++;
    }
    return maxima.length - below;
  }
}
