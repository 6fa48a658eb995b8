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
public record TargetCost(double trials, double forwards, double seconds) {
  static final TargetCost UNREACHED =
      new TargetCost(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

  public boolean reached() {
    return Double.isFinite(trials);
  }

  static TargetCost to(
      double target, double[] curve, Convergence convergence, double forwardsPerTrial) {
    int look = Targets.firstLook(curve, target);
    return look < 0
        ? UNREACHED
        : new TargetCost(
            convergence.trials()[look],
            convergence.trials()[look] * forwardsPerTrial,
            convergence.seconds()[look]);
  }

  /** Returns the maximum of each value; unreached if the collection is empty. */
  static TargetCost worst(Collection<TargetCost> costs) {
    return each(costs, values -> values[values.length - 1]);
  }

  /**
   * Returns the median of each value, unreached costs counting as infinite. Unreached if the
   * collection is empty.
   */
  static TargetCost median(Collection<TargetCost> costs) {
    return each(costs, TargetCost::medianOf);
  }

  public static double medianOf(double[] sorted) {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static TargetCost each(
      Collection<TargetCost> costs, ToDoubleFunction<double[]> statistic) {
    if (costs.isEmpty()) {
      return UNREACHED;
    }
    return new TargetCost(
        statistic.applyAsDouble(sorted(costs, TargetCost::trials)),
        statistic.applyAsDouble(sorted(costs, TargetCost::forwards)),
        statistic.applyAsDouble(sorted(costs, TargetCost::seconds)));
  }

  private static double[] sorted(Collection<TargetCost> costs, ToDoubleFunction<TargetCost> part) {
    double[] values = costs.stream().mapToDouble(part).toArray();
    Arrays.sort(values);
    return values;
  }

  public enum ComparedQuantity {
    /** The reliability of the map, as the stopping rule compares it with a target. */
    RELIABILITY,
    REFERENCE
  }
}
