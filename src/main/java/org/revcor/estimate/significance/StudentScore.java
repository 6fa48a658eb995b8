package org.revcor.estimate.significance;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Conversion between z, a value over its estimated standard error, and normal deviates of the same
 * tail probability. Under the null hypothesis z has Student's t distribution. Tests of normal
 * values are valid for the deviates.
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
   * @param error standard error of this value
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
