package org.revcor.bench;

import java.util.stream.DoubleStream;

/**
 * What several rounds say of a figure.
 *
 * @param median of the rounds
 * @param low first quartile, linearly interpolated
 * @param high third quartile
 */
public record Spread(double median, double low, double high) {
  /** Distance of the quartiles of a normal distribution, in standard deviations. */
  private static final double QUARTILES_APART = 1.349;

  /**
   * @param values of the rounds, at least one
   */
  static Spread of(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    return new Spread(quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75));
  }

  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** Standard deviation of a round, told by the quartiles. */
  double deviation() {
    return (high - low) / QUARTILES_APART;
  }
}
