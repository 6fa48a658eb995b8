package org.revcor.estimate.significance;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How many responses make the tails of z normal enough for a test, for noise of a law. z of a pixel
 * that has no effect is a sum of the noise weighted by the responses. Its excess kurtosis is that
 * of the law over the effective number n of responses ({@code ChannelStatistics.responses}), and
 * its squared skewness at most that of the law over n. By the Edgeworth expansion, z is then beyond
 * a threshold t more often than a normal one by the share
 *
 * <pre>
 *   φ(t)/(1 - Φ(t)) (κ (t³ - 3t)/24 + γ² (t⁵ - 10t³ + 15t)/72) / n
 * </pre>
 *
 * which may be at most {@link #MAX_SHARE}. A symmetric law with tails lighter than normal ones
 * needs no responses.
 *
 * @param squaredSkewness γ² of the law
 * @param excessKurtosis κ of the law
 */
public record NormalTails(double squaredSkewness, double excessKurtosis) {
  /** Largest share by which a test may exceed its level. */
  static final double MAX_SHARE = 0.1;

  /** Minimum for the expansion. */
  private static final double MIN_RESPONSES = 50;

  /** Standard deviations of ‖z‖² times its relative change at level .05, over κ/n. */
  private static final double WHOLE_MAP = 0.85;

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private boolean areLight() {
    return squaredSkewness == 0 && excessKurtosis <= 0;
  }

  /** Returns the responses that a test of pixels needs whose threshold of |z| is t. */
  public double forPixels(double t) {
    double t3 = t * t * t;
    double change =
        excessKurtosis * (t3 - 3 * t) / 24 + squaredSkewness * (t3 * t * t - 10 * t3 + 15 * t) / 72;
    return atLeast(change * NORMAL.density(t) / NORMAL.survivalProbability(t));
  }

  /**
   * Returns the responses that a test of smoothed pixels needs. A sum over pixels is more normal
   * than they are: its kurtosis is less by 2πσ².
   *
   * @param sigma σ of the Gaussian, in pixels
   */
  public double forSmoothedPixels(double t, double sigma) {
    return atLeast(MAX_SHARE * forPixels(t) / Math.max(1, 2 * Math.PI * sigma * sigma));
  }

  /** Returns the responses that a test of the whole map needs. */
  public double forWholeMap() {
    return atLeast(WHOLE_MAP * excessKurtosis);
  }

  private double atLeast(double change) {
    return areLight() ? 0 : Math.max(MIN_RESPONSES, change / MAX_SHARE);
  }
}
