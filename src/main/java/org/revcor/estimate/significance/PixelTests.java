package org.revcor.estimate.significance;

import java.util.Arrays;

/** Two-sided tests of the single pixels of a z-map. */
public final class PixelTests {
  private PixelTests() {}

  /**
   * Returns P(|Z| ≥ |z|) of each pixel, not corrected for the number of pixels; NaN where z is NaN.
   */
  public static double[] pValues(float[] z) {
    double[] p = new double[z.length];
    Arrays.setAll(p, i -> StandardNormal.twoSided(z[i]));
    return p;
  }

  /**
   * Returns the |z| that any of several independent null pixels exceeds with probability {@code
   * level} (Šidák 1967). For correlated pixels the probability is lower.
   *
   * @param level familywise level, in (0,1)
   * @param pixels number of tested pixels, at least 1
   */
  public static double familywiseThreshold(double level, int pixels) {
    return StandardNormal.threshold(-Math.expm1(Math.log1p(-level) / pixels) / 2);
  }

  /**
   * Returns the smallest significant |z| at a false discovery rate (Benjamini and Hochberg 1995);
   * +∞ if no pixel is significant.
   *
   * @param level false discovery rate, in (0,1)
   */
  public static double discoveryThreshold(float[] z, double level) {
    double[] p = Arrays.stream(pValues(z)).filter(each -> !Double.isNaN(each)).sorted().toArray();
    for (int k = p.length; k > 0; k--) {
      if (p[k - 1] <= level * k / p.length) {
        return smallestWithin(z, p[k - 1]);
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  private static double smallestWithin(float[] z, double p) {
    double smallest = Double.POSITIVE_INFINITY;
    for (float each : z) {
      if (StandardNormal.twoSided(each) <= p) {
        smallest = Math.min(smallest, Math.abs(each));
      }
    }
    return smallest;
  }

  /** Returns the number of pixels with |z| at or above a threshold. */
  public static int count(float[] z, double threshold) {
    int count = 0;
    for (float each : z) {
      count += Math.abs(each) >= threshold ? 1 : 0;
    }
    return count;
  }

  /** Returns the number of defined pixels. */
  static int defined(float[] z) {
    int defined = 0;
    for (float each : z) {
      defined += Float.isNaN(each) ? 0 : 1;
    }
    return defined;
  }
}
