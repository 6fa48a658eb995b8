package org.revcor.estimate.significance;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

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

  /** Tails of the standard normal distribution. */
  static final class StandardNormal {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private StandardNormal() {}

    /** Returns P(Z &gt; t). */
    static double above(double t) {
      return NORMAL.survivalProbability(t);
    }

    /** Returns P(|Z| ≥ |z|); NaN for NaN. */
    static double twoSided(double z) {
      return Double.isNaN(z) ? Double.NaN : 2 * above(Math.abs(z));
    }

    /** Returns the t with P(Z &gt; t) = p. */
    static double threshold(double p) {
      return NORMAL.inverseSurvivalProbability(p);
    }
  }

  /**
   * Conversion between z, a value over its estimated standard error, and normal deviates of the
   * same tail probability. Under the null hypothesis z has Student's t distribution. Tests of
   * normal values are valid for the deviates.
   *
   * @param degrees degrees of freedom of the standard error, at least 1; infinite for a known one,
   *     whose z is normal
   */
  public record StudentScore(double degrees) {
    /** A known standard error. */
    public static final StudentScore NORMAL = new StudentScore(Double.POSITIVE_INFINITY);

    /** Smallest tail probability, that of a deviate of 37.5; z may lie further out. */
    private static final double MIN_TAIL = Double.MIN_NORMAL;

    /**
     * Returns the score of a sum or difference of independent values (Welch 1947).
     *
     * @param otherError standard error of the other value; one of both must be above 0
     */
    public StudentScore plus(double error, StudentScore other, double otherError) {
      double share = 1 / (1 + Math.pow(otherError / error, 2));
      return new StudentScore(
          1 / (share * share / degrees + (1 - share) * (1 - share) / other.degrees));
    }

    /** Returns the normal deviate of z; NaN for NaN. */
    public double deviate(double z) {
      if (Double.isNaN(z) || Double.isInfinite(degrees)) {
        return z;
      }
      double tail = TDistribution.of(degrees).survivalProbability(Math.abs(z));
      return Math.copySign(StandardNormal.threshold(Math.max(tail, MIN_TAIL)), z);
    }

    /** Returns the z of a normal deviate. */
    public double z(double deviate) {
      return Double.isInfinite(degrees)
          ? deviate
          : Math.copySign(
              TDistribution.of(degrees)
                  .inverseSurvivalProbability(StandardNormal.above(Math.abs(deviate))),
              deviate);
    }
  }

  /** False discovery rate of several tests (Benjamini and Hochberg 1995). */
  public static final class DiscoveryRate {
    private DiscoveryRate() {}

    /**
     * Returns the smallest false discovery rate at which each test is significant.
     *
     * @param p probabilities; NaN for tests that do not count, whose rate is NaN
     */
    public static double[] of(double[] p) {
      double[] rates = new double[p.length];
      Arrays.fill(rates, Double.NaN);
      int[] ascending =
          IntStream.range(0, p.length)
              .filter(i -> !Double.isNaN(p[i]))
              .boxed()
              .sorted((a, b) -> Double.compare(p[a], p[b]))
              .mapToInt(Integer::intValue)
              .toArray();
      double least = 1;
      for (int rank = ascending.length; rank > 0; rank--) {
        int test = ascending[rank - 1];
        least = Math.min(least, p[test] * ascending.length / rank);
        rates[test] = least;
      }
      return rates;
    }
  }
}
