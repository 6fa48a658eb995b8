package org.revcor.estimate;

import java.nio.DoubleBuffer;

/**
 * Central moments of the responses of a channel: {@code Σ(r - r̄)²}, {@code Σ(r - r̄)³} and {@code
 * Σ(r - r̄)⁴}, merged half by half (Pébay 2008).
 */
public final class ResponseMoments {
  /**
   * Name of two rows of one number per channel: the third and the fourth sum, about the mean of
   * their half. A tally whose responses are 0 or 1 need not have them.
   */
  public static final String NAME = "responseMoments";

  /** Number of doubles of the state. */
  public static final int STATE_SIZE = 5;

  /** Largest Σ(r - r̄)² that is only rounding, relative to Σr². */
  private static final double ROUNDING = 1e-12;

  private double trials;
  private double mean;
  private double second;
  private double third;
  private double fourth;

  /** Adds the responses of a half. */
  public void add(HalfTally tally, int channel) {
    double n = tally.trials();
    double sum = tally.responses()[channel];
    double squares = tally.squaredResponses()[channel];
    double[][] higher = tally.sums().get(NAME);
    double m = sum / n;
    double s2 = Math.max(0, squares - sum * m);
    if (higher != null) {
      merge(n, m, s2, higher[0][channel], higher[1][channel]);
    } else {
      double value = sum == 0 ? 0 : squares / sum;
      double cubes = squares * value;
      merge(
          n,
          m,
          s2,
          cubes - 3 * m * squares + 2 * m * m * sum,
          cubes * value - 4 * m * cubes + 6 * m * m * squares - 3 * m * m * m * sum);
    }
  }

  private void merge(double n, double m, double s2, double s3, double s4) {
    double all = trials + n;
    double a = trials / all;
    double b = n / all;
    double difference = m - mean;
    double square = difference * difference;
    double pairs = trials * b;
    fourth +=
        s4
            + square * square * pairs * (a * a - a * b + b * b)
            + 6 * square * (a * a * s2 + b * b * second)
            + 4 * difference * (a * s3 - b * third);
    third += s3 + square * difference * pairs * (a - b) + 3 * difference * (a * s2 - b * second);
    second += s2 + square * pairs;
    mean += difference * b;
    trials = all;
  }

  /** Returns whether responses vary by more than rounding. */
  boolean vary() {
    return second > ROUNDING * (second + trials * mean * mean);
  }

  /**
   * Returns how many trials of equal deviation from the mean response would have the same fourth
   * moment, {@code (Σ(r - r̄)²)²/Σ(r - r̄)⁴}; 0 if responses do not vary.
   */
  double effective() {
    return vary() ? Math.min(trials, second * second / fourth) : 0;
  }

  /** Returns Σr³. */
  public double cubes() {
    return third + mean * (3 * second + trials * mean * mean);
  }

  public void save(DoubleBuffer state) {
    state.put(trials).put(mean).put(second).put(third).put(fourth);
  }

  /** Restores an earlier state; without effect if it ends before, as those of earlier builds. */
  public void restore(DoubleBuffer state) {
    if (!state.hasRemaining()) {
      return;
    }
    trials = state.get();
    mean = state.get();
    second = state.get();
    third = state.get();
    fourth = state.get();
  }
}
