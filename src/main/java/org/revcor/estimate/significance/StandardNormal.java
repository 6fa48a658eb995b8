package org.revcor.estimate.significance;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** Tails of the standard normal distribution. */
final class StandardNormal {
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
