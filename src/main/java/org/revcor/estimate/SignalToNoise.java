package org.revcor.estimate;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.FDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Power of a map relative to that of its noise.
 *
 * <p>Let M be the map, T the expected power of its noise, S the power of the true map and {@code Q
 * = ‖M‖²/T}. Since {@code E[Q] = 1 + S/T}, {@code 1 - 1/Q} estimates {@code ρ = S/(S+T)}, the
 * squared correlation of the map with the true map. Let the noise span r dimensions, T be estimated
 * from B blocks and {@code λ = ρ/(1-ρ)}. Then {@code Q/(1+λ)} is approximately F distributed with
 * {@code ν = r(1+λ)²/(1+2λ)} and {@code r(B-1)} degrees of freedom (Patnaik 1949; Satterthwaite
 * 1946). This gives a lower limit of ρ.
 *
 * @param ratio estimate of S/T, {@code Q - 1}, at least -1; NaN while the noise is unknown, or if
 *     map and noise are both zero
 * @param assured lower 95 % limit of ρ, which is compared with the target; NaN if the ratio is NaN
 *     or there are fewer than {@link #MIN_BLOCKS} effective blocks
 * @param dimensions r, from 1 to the number of pixels; NaN while there are fewer than {@link
 *     #MIN_BLOCKS} effective blocks; the number of pixels for whitened maps, which have no sums of
 *     blocks
 * @param degrees degrees of freedom of T: r(B-1), or r for a whitened map; NaN if dimensions are
 */
public record SignalToNoise(double ratio, double assured, double dimensions, double degrees) {

  /** Minimum number of effective blocks for a limit. */
  public static final int MIN_BLOCKS = 8;

  /** Value of a channel without a map. */
  static final SignalToNoise UNKNOWN =
      new SignalToNoise(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  private static final double LIMIT_LEVEL = 0.05;
  private static final double TOLERANCE = 1e-5;

  /** Above it the noise is rounding error, and the distribution of Q cannot be evaluated. */
  private static final double MAX_QUOTIENT = 1e30;

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
  private static final double LIMIT_SCORE = NORMAL.inverseSurvivalProbability(LIMIT_LEVEL);

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
   * direction: {@code Q = |a+b|²/|a-b|²}, with one degree of freedom of T per map value.
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

  /** Returns the estimate {@code 1 - 1/Q} of ρ, in [0, 1]; NaN if the ratio is NaN. */
  public double reliability() {
    return Double.isNaN(ratio) ? Double.NaN : Math.max(0, 1 - 1 / (1 + ratio));
  }

  /** Returns the ρ at which Q is exceeded in 5 % of studies; 0 if that is so without a signal. */
  private static double lowerLimit(double quotient, double dimensions, double degrees) {
    if (Double.isNaN(quotient) || quotient > MAX_QUOTIENT) {
      return Double.isNaN(quotient) ? Double.NaN : 1;
    }
    DoubleUnaryOperator beyond =
        lambda -> score(quotient / (1 + lambda), lambda, dimensions, degrees) - LIMIT_SCORE;
    if (!(beyond.applyAsDouble(0) > 0)) {
      return 0;
    }
    // λ at which Q is exceeded in about half of the studies, and about six standard errors below
    double high = quotient - 1;
    double low = quotient * Math.exp(-6 * error(high, dimensions, degrees)) - 1;
    double lambda = root(beyond, low > 0 && beyond.applyAsDouble(low) > 0 ? low : 0, high);
    return lambda / (1 + lambda);
  }

  /**
   * Returns the factor by which trials must grow until the limit is expected to reach a target;
   * {@code Q - 1} grows in proportion to the trials.
   *
   * @param target in (0, 1)
   * @return at least 1; NaN while the limit is 0 or unknown, or the noise has less than 2 degrees
   *     of freedom
   */
  double growth(double target) {
    if (assured >= target) {
      return 1;
    }
    if (!(assured > 0 && degrees >= 2)) {
      return Double.NaN;
    }
    double lambda = target / (1 - target);
    double exceeded = (1 + lambda) * limit(freedom(lambda, dimensions), degrees);
    return Math.max(1, (exceeded - 1) / ratio);
  }

  /**
   * Returns the value that F exceeds with probability 5 %, to within a percent or two (Paulson
   * 1942).
   */
  private static double limit(double degrees, double otherDegrees) {
    double a = 2 / (9 * degrees);
    double b = 2 / (9 * otherDegrees);
    double z = LIMIT_SCORE;
    double root =
        (1 - a) * (1 - b)
            + z * Math.sqrt(a * (1 - b) * (1 - b) + b * (1 - a) * (1 - a) - a * b * z * z);
    return Math.pow(root / ((1 - b) * (1 - b) - b * z * z), 3);
  }

  /** Returns the approximate standard error of log Q. */
  private static double error(double lambda, double dimensions, double degrees) {
    return Math.sqrt(2 / freedom(lambda, dimensions) + 2 / degrees);
  }

  /** Returns the degrees of freedom ν of Q for S/T = λ. */
  private static double freedom(double lambda, double dimensions) {
    return dimensions * (1 + lambda) * (1 + lambda) / (1 + 2 * lambda);
  }

  /** Returns the normal score of Q = (1+λ) · value for S/T = λ. */
  private static double score(double value, double lambda, double dimensions, double degrees) {
    double larger =
        FDistribution.of(freedom(lambda, dimensions), degrees).survivalProbability(value);
    return NORMAL.inverseSurvivalProbability(Math.clamp(larger, Double.MIN_NORMAL, 0.999));
  }

  /**
   * Returns the root of a function that falls from a positive to a negative value (Illinois
   * method).
   */
  private static double root(DoubleUnaryOperator function, double from, double to) {
    double low = from;
    double high = to;
    double atLow = function.applyAsDouble(low);
    double atHigh = function.applyAsDouble(high);
    boolean lowWasMoved = false;
    boolean highWasMoved = false;
    while (high - low > TOLERANCE * (1 + low)) {
      double next = low + atLow * (high - low) / (atLow - atHigh);
      double at = function.applyAsDouble(next);
      if (Math.abs(at) < TOLERANCE) {
        return next;
      }
      if (at > 0) {
        low = next;
        atLow = at;
        atHigh = lowWasMoved ? atHigh / 2 : atHigh;
      } else {
        high = next;
        atHigh = at;
        atLow = highWasMoved ? atLow / 2 : atLow;
      }
      lowWasMoved = at > 0;
      highWasMoved = !lowWasMoved;
    }
    return low;
  }
}
