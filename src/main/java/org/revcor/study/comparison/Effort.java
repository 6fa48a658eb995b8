package org.revcor.study.comparison;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToDoubleFunction;
import org.revcor.study.results.Convergence;

/**
 * The cost of reaching a target. All values are infinite if it was not reached.
 *
 * @param forwards forward passes of the observer, or their equivalent in time
 * @param seconds running time; NaN if unknown
 */
public record Effort(double trials, double forwards, double seconds) {
  static final Effort UNREACHED =
      new Effort(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

  public boolean reached() {
    return Double.isFinite(trials);
  }

  static Effort to(
      double target, double[] curve, Convergence convergence, double forwardsPerTrial) {
    int look = Targets.firstLook(curve, target);
    return look < 0
        ? UNREACHED
        : new Effort(
            convergence.trials()[look],
            convergence.trials()[look] * forwardsPerTrial,
            convergence.seconds()[look]);
  }

  /** Returns the maximum of each value; unreached if the collection is empty. */
  static Effort worst(Collection<Effort> efforts) {
    return each(efforts, values -> values[values.length - 1]);
  }

  /**
   * Returns the median of each value, unreached efforts counting as infinite. Unreached if the
   * collection is empty.
   */
  static Effort median(Collection<Effort> efforts) {
    return each(efforts, Effort::medianOf);
  }

  public static double medianOf(double[] sorted) {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static Effort each(Collection<Effort> efforts, ToDoubleFunction<double[]> statistic) {
    if (efforts.isEmpty()) {
      return UNREACHED;
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

  public enum ComparedQuantity {
    /** The reliability of the map, as the stopping rule compares it with a target. */
    RELIABILITY,
    REFERENCE
  }
}
