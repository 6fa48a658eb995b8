package org.revcor.analysis.psychometric;

import java.util.Arrays;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.revcor.analysis.psychometric.PsychometricFit.PsychometricFunction;
import org.revcor.analysis.psychometric.PsychometricTrials.PsychometricCounts;
import org.revcor.estimate.PsychometricShape;
import org.revcor.figure.Columns;

/**
 * A fitted psychometric function with 95 % intervals and goodness of fit, by Monte Carlo (Wichmann
 * and Hill, 2001).
 *
 * @param fit the function, or why it does not exist; then all intervals are undefined and p is NaN
 * @param p share of fits to data simulated from the function whose deviance is as large, among
 *     those with a threshold; NaN without replicates
 */
public record PsychometricEstimate(
    PsychometricFit fit,
    Interval threshold,
    Interval slope,
    Interval guess,
    Interval lapse,
    double p) {
  private static final double TAIL = 0.025;

  /** Minimum share of replicates with a threshold for an interval. */
  private static final double MIN_FITTED = 0.95;

  private static final String GENERATOR = "L64X128MixRandom";

  /** Lower and upper bound; both NaN if undefined. */
  public record Interval(double low, double high) {
    static final Interval UNDEFINED = new Interval(Double.NaN, Double.NaN);
  }

  /**
   * Fits trials whose levels show the same images. Intervals come from resampled images, the
   * deviance is compared with that of nested trials.
   *
   * @param replicates number of samples for the intervals, and for the deviance; 0 for neither
   */
  public static PsychometricEstimate of(
      PsychometricTrials trials, PsychometricShape shape, int replicates, long seed) {
    PsychometricCounts counts = trials.counts();
    PsychometricFit fit = PsychometricFit.of(counts, shape);
    if (!(fit instanceof PsychometricFit.Found(PsychometricFunction function, double deviance))
        || replicates == 0) {
      return new PsychometricEstimate(
          fit,
          Interval.UNDEFINED,
          Interval.UNDEFINED,
          Interval.UNDEFINED,
          Interval.UNDEFINED,
          Double.NaN);
    }
    RandomGenerator random = RandomGeneratorFactory.of(GENERATOR).create(seed);
    PsychometricFunction[] around = functions(function, () -> trials.resampled(random), replicates);
    Supplier<PsychometricCounts> nested = nested(function, counts, random);
    int found = 1;
    int asLarge = 1;
    for (int i = 0; i < replicates; i++) {
      if (PsychometricFit.of(nested.get(), function)
          instanceof PsychometricFit.Found(PsychometricFunction refitted, double other)) {
        found++;
        asLarge += other >= deviance ? 1 : 0;
      }
    }
    return new PsychometricEstimate(
        fit,
        interval(around, replicates, PsychometricFunction::threshold),
        interval(around, replicates, PsychometricFunction::slope),
        interval(around, replicates, PsychometricFunction::guess),
        interval(around, replicates, PsychometricFunction::lapse),
        (double) asLarge / found);
  }

  /**
   * Simulates images, each with the response from an individual strength upwards. This is the
   * variation of counts if all levels show the same images in the same noise.
   */
  private static Supplier<PsychometricCounts> nested(
      PsychometricFunction function, PsychometricCounts counts, RandomGenerator random) {
    double[] rates = Arrays.stream(counts.levels()).map(function::at).toArray();
    return () -> {
      int[] yes = new int[rates.length];
      for (int image = 0; image < counts.of(); image++) {
        int position = Arrays.binarySearch(rates, random.nextDouble());
        int first = position < 0 ? -position - 1 : position;
        if (first < yes.length) {
          yes[first]++;
        }
      }
      Arrays.parallelPrefix(yes, Integer::sum);
      return new PsychometricCounts(counts.levels(), yes, counts.of());
    };
  }

  private static PsychometricFunction[] functions(
      PsychometricFunction from, Supplier<PsychometricCounts> replicates, int count) {
    PsychometricFunction[] functions = new PsychometricFunction[count];
    int found = 0;
    for (int i = 0; i < count; i++) {
      if (PsychometricFit.of(replicates.get(), from)
          instanceof PsychometricFit.Found(PsychometricFunction function, double deviance)) {
        functions[found++] = function;
      }
    }
    return Arrays.copyOf(functions, found);
  }

  private static Interval interval(
      PsychometricFunction[] functions, int of, ToDoubleFunction<PsychometricFunction> value) {
    if (functions.length < MIN_FITTED * of) {
      return Interval.UNDEFINED;
    }
    double[] sorted = Arrays.stream(functions).mapToDouble(value).sorted().toArray();
    return new Interval(quantile(sorted, TAIL), quantile(sorted, 1 - TAIL));
  }

  private static double quantile(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  /** Columns of a table with psychometric estimates; undefined numbers are NaN. */
  public static final class PsychometricColumns {
    public static final Columns<PsychometricEstimate> ALL =
        new Columns<PsychometricEstimate>()
            .with("threshold", each -> fitted(each, PsychometricFunction::threshold))
            .with("low", each -> each.threshold().low())
            .with("high", each -> each.threshold().high())
            .with("slope", each -> fitted(each, PsychometricFunction::slope))
            .with("slope low", each -> each.slope().low())
            .with("slope high", each -> each.slope().high())
            .with("guess", each -> fitted(each, PsychometricFunction::guess))
            .with("lapse", each -> fitted(each, PsychometricFunction::lapse))
            .with("rate 1/2 at", each -> fitted(each, found -> found.where(0.5).orElse(Double.NaN)))
            .with("deviance", each -> deviance(each.fit()))
            .with("p", PsychometricEstimate::p)
            .with("note", each -> note(each.fit()));

    private PsychometricColumns() {}

    private static double fitted(
        PsychometricEstimate estimate, ToDoubleFunction<PsychometricFunction> number) {
      return estimate.fit() instanceof PsychometricFit.Found found
          ? number.applyAsDouble(found.function())
          : Double.NaN;
    }

    private static double deviance(PsychometricFit fit) {
      return fit instanceof PsychometricFit.Found found ? found.deviance() : Double.NaN;
    }

    private static String note(PsychometricFit fit) {
      return fit instanceof PsychometricFit.NoThreshold none
          ? "no threshold: " + none.reason().words()
          : "";
    }
  }
}
