package org.revcor.compare;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToDoubleFunction;
import org.revcor.study.Convergence;

/**
 * What it took to reach a target. All infinite if it was not reached.
 *
 * @param trials trials
 * @param forwards forward passes of the observer, or what takes as long
 * @param seconds running time; NaN if unknown
 */
public record Effort(double trials, double forwards, double seconds) {
  static final Effort ENDLESS =
      new Effort(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

  /** Whether the target was reached. */
  public boolean reached() {
    return Double.isFinite(trials);
  }

  /**
   * @param course what is to reach the target, at each look
   */
  static Effort to(
      double target, double[] course, Convergence convergence, double forwardsPerTrial) {
    int look = Targets.firstLook(course, target);
    return look < 0
        ? ENDLESS
        : new Effort(
            convergence.trials()[look],
            convergence.trials()[look] * forwardsPerTrial,
            convergence.seconds()[look]);
  }

  /** The largest of each; endless if there are none. */
  static Effort worst(Collection<Effort> efforts) {
    return each(efforts, values -> values[values.length - 1]);
  }

  /**
   * The median of each; those not reached count as larger than all others. Endless if there are
   * none.
   */
  static Effort median(Collection<Effort> efforts) {
    return each(efforts, Effort::middle);
  }

  /** The median of values in order, the mean of two in the middle. */
  static double middle(double[] sorted) {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static Effort each(Collection<Effort> efforts, ToDoubleFunction<double[]> statistic) {
    if (efforts.isEmpty()) {
      return ENDLESS;
    }
    return new Effort(
        statistic.applyAsDouble(sorted(efforts, Effort::trials)),
        statistic.applyAsDouble(sorted(efforts, Effort::forwards)),
        statistic.applyAsDouble(sorted(efforts, Effort::seconds)));
  }

  private static double[] sorted(Collection<Effort> efforts, ToDoubleFunction<Effort> part) {
    double[] values = efforts.stream().mapToDouble(part).toArray();
    Arrays.sort(values);
    return values;
  }
}
