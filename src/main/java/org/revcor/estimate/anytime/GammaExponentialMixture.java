package org.revcor.estimate.anytime;

import org.apache.commons.statistics.distribution.GammaDistribution;

/**
 * The empirical Bernstein boundary of values within [-1, 1] whose expectation, given those before
 * them, is 0. With S their sum and V the sum of their squares, {@code exp(λS + V(ln(1-λ) + λ))} is
 * a nonnegative supermartingale for every λ in [0, 1) (Fan, Grama and Liu 2015), and so is its
 * mixture over 1-λ from a gamma law of shape and rate ρ, cut at 1 (Howard, Ramdas, McAuliffe and
 * Sekhon 2021, proposition 9):
 *
 * <pre>
 *   ln M = S - a ln(1 + S/a) + g(a) - g(ρ) + ln P(a, a+S) - ln P(ρ, ρ),   a = V + ρ
 * </pre>
 *
 * with P the regularised lower incomplete gamma function and {@code g(a) = ln Γ(a) - a ln a + a}.
 * With probability 1 - α, |S| is within the boundary after every value. That is exact from the
 * first value on: nothing is estimated, and no limit theorem is used.
 *
 * @param level α of both sides together, in (0, 1)
 * @param tuning ρ, above 0; the boundary is narrowest, relative to that of a fixed V, about {@code
 *     V = ρ(-2 ln α + ln(-2 ln α) + 1)}
 */
public record GammaExponentialMixture(double level, double tuning) {
  private static final int MAX_STEPS = 100;
  private static final double CLOSE = 1e-10;

  /**
   * What |S| does not exceed.
   *
   * @param variation V, at least 0
   */
  public double boundary(double variation) {
    double evidence = Math.log(2 / level);
    double s = Math.sqrt(2 * (variation + tuning) * evidence) + evidence;
    while (logMixture(s, variation) < evidence) {
      s *= 2;
    }
    // the logarithm is convex and grows, so steps from above stay above
    for (int step = 0; step < MAX_STEPS; step++) {
      double excess = (logMixture(s, variation) - evidence) / slope(s, variation);
      s -= excess;
      if (!(excess > CLOSE * s)) {
        break;
      }
    }
    return s;
  }

  /** ln M, which is 0 before the first value. */
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

  /** P(a, x). */
  private static double below(double a, double x) {
    return GammaDistribution.of(a, 1).cumulativeProbability(x);
  }

  /** ln Γ(a) - a ln a + a, without its terms cancelling: the density of the gamma law at a. */
  private static double logGammaRemainder(double a) {
    return -Math.log(a) - GammaDistribution.of(a, 1).logDensity(a);
  }
}
