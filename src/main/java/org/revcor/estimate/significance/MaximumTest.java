package org.revcor.estimate.significance;

import java.util.Arrays;

/**
 * Familywise test of pixels against the largest |z| of maps that are known to show nothing: those
 * of the same responses paired with stimuli that the observer did not see (Nichols and Holmes
 * 2002). It holds for correlated pixels and whatever the distribution of the responses.
 */
public final class MaximumTest {
  private final double[] maxima;

  /**
   * @param maxima {@link #statistic} of every null map, at least one
   */
  public MaximumTest(double[] maxima) {
    this.maxima = Arrays.stream(maxima).sorted().toArray();
  }

  /** Largest |z| of a map; 0 if none is defined. */
  public static double statistic(float[] z) {
    double largest = 0;
    for (float each : z) {
      largest = Float.isNaN(each) ? largest : Math.max(largest, Math.abs(each));
    }
    return largest;
  }

  /**
   * Corrected p-value of a pixel, {@code (1 + #{maxima ≥ |z|}) / (1 + B)} of B null maps; at least
   * 1/(1+B). NaN of NaN.
   */
  public double p(float z) {
    if (Float.isNaN(z)) {
      return Double.NaN;
    }
    return (1.0 + atLeast(Math.abs(z))) / (1 + maxima.length);
  }

  /**
   * The null maximum that |z| must exceed for a p-value of at most {@code level}; +∞ if there are
   * too few null maps for that, fewer than {@code 1/level - 1}.
   */
  public double threshold(double level) {
    // (1 + k)/(1 + B) ≤ level for k maxima at or above |z|, with room for the rounding of level
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
