package org.revcor.estimate.anytime;

import org.apache.commons.statistics.distribution.GammaDistribution;

/**
 * Empirical Bernstein boundary of values in [-1, 1] whose conditional expectation given the earlier
 * values is 0. Let S be their sum and V the sum of their squares. Then {@code exp(λS + V(ln(1-λ) +
 * λ))} is a nonnegative supermartingale for every λ in [0, 1) (Fan, Grama and Liu 2015). So is its
 * mixture over 1-λ with a gamma law of shape and rate ρ, truncated at 1 (Howard, Ramdas, McAuliffe
 * and Sekhon 2021, proposition 9):
 *
 * <pre>
 *   ln M = S - a ln(1 + S/a) + g(a) - g(ρ) + ln P(a, a+S) - ln P(ρ, ρ),   a = V + ρ
 * </pre>
 *
 * with P the regularised lower incomplete gamma function and {@code g(a) = ln Γ(a) - a ln a + a}.
 * With probability 1 - α, |S| is within the boundary after every value. This is exact from the
 * first value on: no parameter is estimated and no limit theorem is used.
 *
 * @param level α of both sides together, in (0, 1)
 * @param tuning ρ, above 0; relative to an interval at fixed V, the boundary is narrowest near
 *     {@code V = ρ(-2 ln α + ln(-2 ln α) + 1)}
 */
public record GammaExponentialMixture(double level, double tuning) {
  private static final int MAX_STEPS = 100;
  private static final double TOLERANCE = 1e-10;

  /**
   * Returns the upper limit of |S|.
   *
   * @param variation V, at least 0
   */
  public double boundary(double variation) {
    double evidence = Math.log(2 / level);
    double s = Math.sqrt(2 * (variation + tuning) * evidence) + evidence;
    while (logMixture(s, variation) < evidence) {
      s *= 2;
    }
    // ln M is convex and increasing, so Newton steps from above stay above
    for (int step = 0; step < MAX_STEPS; step++) {
      double excess = (logMixture(s, variation) - evidence) / slope(s, variation);
      s -= excess;
      if (!(excess > TOLERANCE * s)) {
        break;
      }
    }
    return s;
  }

  /** Returns ln M, which is 0 before the first value. */
  double logMixture(double sum, double variation) {
    double a = variation + tuning;
    return sum
        - a * Math.log1p(sum / a)
        + logGammaRemainder(a)
        - logGammaRemainder(tuning)
        + Math.log(below(a, a + sum))
        - Math.log(below(tuning, tuning));
  }

  private double slope(double sum, double variation) {
    double a = variation + tuning;
    double x = a + sum;
    return sum / x + GammaDistribution.of(a, 1).density(x) / below(a, x);
  }

  /** Returns P(a, x). */
  private static double below(double a, double x) {
    return GammaDistribution.of(a, 1).cumulativeProbability(x);
  }

  /** Returns ln Γ(a) - a ln a + a from the gamma density at a, which avoids cancellation. */
  private static double logGammaRemainder(double a) {
    return -Math.log(a) - GammaDistribution.of(a, 1).logDensity(a);
  }
}
