package org.revcor.estimate;

import org.apache.commons.statistics.distribution.FDistribution;

/**
 * How the power of a map compares with that of its noise.
 *
 * <p>With M the map, T the expected power of its noise and {@code Q = ‖M‖²/T}, a map whose truth
 * has the power S has {@code E[Q] = 1 + S/T}, so {@code 1 - 1/Q} estimates {@code ρ = S/(S+T)}, the
 * squared correlation of the map with the truth. With noise that spans r dimensions and T estimated
 * from B blocks, {@code Q/(1+λ)}, {@code λ = ρ/(1-ρ)}, is about F of {@code ν = r(1+λ)²/(1+2λ)} and
 * {@code r(B-1)} degrees (Patnaik 1949; Satterthwaite 1946), which gives a lower limit of ρ.
 *
 * @param ratio estimate of S/T, {@code Q - 1}, at least -1; NaN while the noise is not known, or if
 *     map and noise are both zero
 * @param assured lower 95 % limit of ρ, which is compared with a target; NaN where the ratio is,
 *     and while there are fewer than {@link #MIN_BLOCKS} effective blocks
 * @param dimensions r that the noise spans, from 1 to the number of pixels; NaN while there are
 *     fewer than {@link #MIN_BLOCKS} effective blocks
 * @param degrees degrees of freedom of T, r(B-1); NaN likewise
 */
public record SignalToNoise(double ratio, double assured, double dimensions, double degrees) {

  /** Effective blocks below which the noise is not known well enough for a limit. */
  public static final int MIN_BLOCKS = 8;

  /** That of a channel without a map. */
  static final SignalToNoise UNKNOWN =
      new SignalToNoise(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  private static final double LIMIT_LEVEL = 0.05;
  private static final double TOLERANCE = 1e-5;

  /**
   * From blocks.
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
   * From two maps a, b of independent halves, whose errors are equal in every direction: {@code
   * |a+b|²/|a-b|²} with as many degrees in T as there are values.
   *
   * @param sum |a+b|²
   * @param difference |a-b|²
   */
  static SignalToNoise ofHalves(double sum, double difference, int values) {
    return of(sum / difference, values, values);
  }

  private static SignalToNoise of(double quotient, double dimensions, double degrees) {
    return new SignalToNoise(
        quotient - 1, lowerLimit(quotient, dimensions, degrees), dimensions, degrees);
  }

  /** Estimate of ρ, {@code 1 - 1/Q}, in [0, 1]; NaN where the ratio is. */
  public double reliability() {
    return Double.isNaN(ratio) ? Double.NaN : Math.max(0, 1 - 1 / (1 + ratio));
  }

  /** The ρ that Q exceeds in 5 % of studies; 0 if it does so without a signal. */
  static double lowerLimit(double quotient, double dimensions, double degrees) {
    if (Double.isNaN(quotient) || quotient == Double.POSITIVE_INFINITY) {
      return Double.isNaN(quotient) ? Double.NaN : 1;
    }
    if (!(exceeded(quotient, 0, dimensions, degrees) <= LIMIT_LEVEL)) {
      return 0;
    }
    double low = 0;
    double high = quotient - 1;
    while (high - low > TOLERANCE * (1 + low)) {
      double middle = (low + high) / 2;
      if (exceeded(quotient, middle, dimensions, degrees) > LIMIT_LEVEL) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return low / (1 + low);
  }

  /** Probability of a larger quotient where S/T is λ. */
  private static double exceeded(
      double quotient, double lambda, double dimensions, double degrees) {
    return law(lambda, dimensions, degrees).survivalProbability(quotient / (1 + lambda));
  }

  private static FDistribution law(double lambda, double dimensions, double degrees) {
    return FDistribution.of(dimensions * (1 + lambda) * (1 + lambda) / (1 + 2 * lambda), degrees);
  }

  /**
   * How many times as many trials are needed until the limit is expected to be a target: {@code Q -
   * 1} grows in proportion to the trials.
   *
   * @param target in (0, 1)
   * @return at least 1; NaN while the limit is 0 or unknown
   */
  double growth(double target) {
    if (!(assured > 0)) {
      return Double.NaN;
    }
    double lambda = target / (1 - target);
    double wanted =
        (1 + lambda) * law(lambda, dimensions, degrees).inverseSurvivalProbability(LIMIT_LEVEL);
    return assured >= target ? 1 : Math.max(1, (wanted - 1) / ratio);
  }
}
