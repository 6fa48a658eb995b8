package org.revcor.estimate;

import org.apache.commons.statistics.distribution.FDistribution;

/**
 * Ratio of the power of a map to the power of its noise.
 *
 * <p>Let {@code M = m + e} be the map, m the true map, and T the expected power of the error e, so
 * that {@code Q = ‖M‖²/T} has the mean {@code 1 + ‖m‖²/T}. Then {@code 1 - 1/Q} estimates {@code
 * ‖m‖²/(‖m‖²+T)}, the squared correlation with the true map that is expected of such a map.
 *
 * <p>The squared correlation of this map is {@code 1 - ‖e⊥‖²/‖M‖²}, with e⊥ the part of e
 * orthogonal to m. If the noise spans r dimensions and T is estimated from B blocks, {@code ‖e‖²/T}
 * is approximately F distributed with r and {@code r(B-1)} degrees of freedom (Satterthwaite 1946).
 * Hence {@code 1 - F/Q}, with F the value exceeded with probability 5 %, is a lower 95 % limit for
 * every m.
 *
 * @param ratio estimate of ‖m‖²/T, {@code Q - 1}, at least -1; NaN while the noise is unknown, or
 *     if map and noise are both zero
 * @param assured lower 95 % limit of the squared correlation, which is compared with the target;
 *     NaN if the ratio or the dimensions are NaN, or with fewer than {@link #MIN_BLOCKS} effective
 *     blocks
 * @param dimensions r, from 1 to the number of pixels; NaN while there are fewer than {@link
 *     #MIN_BLOCKS} effective blocks, for whitened maps of half-blocks
 * @param degrees degrees of freedom of T: r(B-1), or r for a whitened map; NaN if dimensions are
 */
public record SignalToNoise(double ratio, double assured, double dimensions, double degrees) {

  /** Minimum number of effective blocks for a limit. */
  public static final int MIN_BLOCKS = 8;

  /** Value of a channel without a map. */
  static final SignalToNoise UNKNOWN =
      new SignalToNoise(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  private static final double LIMIT_LEVEL = 0.05;

  /**
   * Creates the comparison from blocks.
   *
   * @param power ‖M‖²
   * @param noise T
   * @param dimensions r; NaN if unknown
   * @param blocks effective number of blocks B
   */
  static SignalToNoise ofBlocks(double power, double noise, double dimensions, double blocks) {
    double quotient = power / noise;
    if (!(blocks >= MIN_BLOCKS) || Double.isNaN(dimensions)) {
      return new SignalToNoise(quotient - 1, Double.NaN, Double.NaN, Double.NaN);
    }
    return of(quotient, dimensions, dimensions * (blocks - 1));
  }

  /**
   * Creates the comparison from the maps a, b of independent halves whose errors are equal in every
   * direction: {@code Q = |a+b|²/|a-b|²}, with one degree of freedom of T per dimension of the
   * noise.
   *
   * @param sum |a+b|²
   * @param difference |a-b|²
   * @param dimensions r, from 1 to the number of map values; NaN if unknown
   */
  static SignalToNoise ofHalves(double sum, double difference, double dimensions) {
    return Double.isNaN(dimensions)
        ? new SignalToNoise(sum / difference - 1, Double.NaN, Double.NaN, Double.NaN)
        : of(sum / difference, dimensions, dimensions);
  }

  private static SignalToNoise of(double quotient, double dimensions, double degrees) {
    return new SignalToNoise(
        quotient - 1, lowerLimit(quotient, dimensions, degrees), dimensions, degrees);
  }

  /**
   * Returns the estimate {@code 1 - 1/Q} of the squared correlation, in [0, 1]; NaN if the ratio is
   * NaN.
   */
  public double reliability() {
    return Double.isNaN(ratio) ? Double.NaN : Math.max(0, 1 - 1 / (1 + ratio));
  }

  private static double lowerLimit(double quotient, double dimensions, double degrees) {
    return Double.isNaN(quotient)
        ? Double.NaN
        : Math.max(0, 1 - exceeded(dimensions, degrees) / quotient);
  }

  /** Returns the value that ‖e‖²/T exceeds in 5 % of studies. */
  private static double exceeded(double dimensions, double degrees) {
    return FDistribution.of(dimensions, degrees).inverseSurvivalProbability(LIMIT_LEVEL);
  }

  /**
   * Returns the factor by which trials must grow until the limit is expected to reach a target;
   * {@code Q - 1} grows in proportion to the trials.
   *
   * @param target target of the squared correlation, in (0, 1)
   * @return at least 1; NaN while the limit is 0 or unknown
   */
  double growth(double target) {
    if (assured >= target) {
      return 1;
    }
    if (!(assured > 0)) {
      return Double.NaN;
    }
    return Math.max(1, (exceeded(dimensions, degrees) / (1 - target) - 1) / ratio);
  }
}
