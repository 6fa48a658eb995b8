package org.revcor.analysis.template;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import org.revcor.estimate.Reliability;

/**
 * Maps of weighted or selected trials beside those of all trials with the same response. Both
 * contain the same noise, so they correlate even if neither has structure.
 *
 * @param all maps of all trials with equal weights
 * @param some maps of the same trials with other weights
 * @param trials number of trials of all classes, whose mean both are centred on
 */
record NestedMaps(ConfidentMaps.Maps all, ConfidentMaps.Maps some, int trials) {
  private static final int MIN_TRIALS = 50;

  /** Returns the correlation of the two maps of a class; NaN if one is undefined. */
  double correlation(int c) {
    return Reliability.correlation(all.maps()[c], some.maps()[c]);
  }

  /**
   * Returns the correlation that is expected of independent pixels if the response does not depend
   * on them: {@code √((1/n - 1/N) / (Σw²/(Σw)² - 1/N))}, n of N trials.
   */
  double byChance(int c) {
    double excess = 1 / all.effective(c) - 1.0 / trials;
    return Math.sqrt(excess / (1 / some.effective(c) - 1.0 / trials));
  }

  /** Returns the class of the smallest correlation among those with 50 effective trials in both. */
  Optional<Integer> least() {
    return IntStream.range(0, all.maps().length)
        .filter(c -> Math.min(all.effective(c), some.effective(c)) >= MIN_TRIALS)
        .filter(c -> Double.isFinite(correlation(c)))
        .boxed()
        .min(Comparator.comparingDouble(this::correlation));
  }

  /**
   * Returns the smallest correlation in words.
   *
   * @param what the trials of {@code some}
   */
  String statement(String what) {
    return least()
        .map(
            c ->
                ("maps of %s correlate at least %.4f with those of all trials, in classes with"
                        + " at least %d of them; noise alone would by %.4f")
                    .formatted(what, correlation(c), MIN_TRIALS, byChance(c)))
        .orElseGet(() -> "no class has %d %s".formatted(MIN_TRIALS, what));
  }
}
