package org.revcor.benchmark;

import java.util.stream.DoubleStream;

/**
 * The median and quartiles of a figure over the rounds.
 *
 * @param median median of the rounds
 * @param low first quartile, linearly interpolated
 * @param high third quartile
 */
public record Spread(double median, double low, double high) {
  /** Interquartile range of a normal distribution, in standard deviations. */
  private static final double NORMAL_INTERQUARTILE_RANGE = 1.349;

  /**
   * @param values one per round, at least one
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

  /** Returns the standard deviation of a round, estimated from the quartiles. */
  double deviation() {
    return (high - low) / NORMAL_INTERQUARTILE_RANGE;
  }
}
