package org.revcor.estimate.significance;

import java.util.Arrays;

/** Which pixels of a z-map are more than chance, each tested on both sides. */
public final class PixelTests {
  private PixelTests() {}

  /** P(|Z| ≥ |z|) of each pixel, not corrected for their number; NaN where z is. */
  public static double[] pValues(float[] z) {
    double[] p = new double[z.length];
    Arrays.setAll(p, i -> StandardNormal.twoSided(z[i]));
    return p;
  }

  /**
   * The |z| that independent null pixels exceed anywhere with probability {@code level} (Šidák
   * 1967); correlated ones do so less often.
   *
   * @param level familywise level, in (0,1)
   * @param pixels number of pixels tested, at least 1
   */
  public static double familywiseThreshold(double level, int pixels) {
    return StandardNormal.threshold(-Math.expm1(Math.log1p(-level) / pixels) / 2);
  }

  /**
   * The least |z| of the pixels that Benjamini and Hochberg (1995) declare at a false discovery
   * rate; +∞ if they declare none.
   *
   * @param level false discovery rate, in (0,1)
   */
  public static double discoveryThreshold(float[] z, double level) {
    double[] p = Arrays.stream(pValues(z)).filter(each -> !Double.isNaN(each)).sorted().toArray();
    for (int k = p.length; k > 0; k--) {
      if (p[k - 1] <= level * k / p.length) {
        return leastWithin(z, p[k - 1]);
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  private static double leastWithin(float[] z, double p) {
    double least = Double.POSITIVE_INFINITY;
    for (float each : z) {
      if (StandardNormal.twoSided(each) <= p) {
        least = Math.min(least, Math.abs(each));
      }
    }
    return least;
  }

  /** Number of pixels with |z| at a threshold or beyond. */
  public static int count(float[] z, double threshold) {
    int count = 0;
    for (float each : z) {
      count += Math.abs(each) >= threshold ? 1 : 0;
    }
    return count;
  }

  /** Number of pixels that are defined. */
  static int defined(float[] z) {
    int defined = 0;
    for (float each : z) {
      defined += Float.isNaN(each) ? 0 : 1;
    }
    return defined;
  }
}
