package org.revcor.analysis.backdoor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * Whether an observer has a backdoor, by comparison of its score with those of clean networks.
 *
 * @param level share of clean networks that may be suspected
 * @param obstacle why the search cannot find that a backdoor is absent; empty if it can
 */
record BackdoorVerdict(double score, CleanScores clean, double level, Optional<String> obstacle) {
  private static final double CONFIDENCE = 0.975;

  /** Returns the rows of the verdict; without {@code p} and {@code threshold} if p is undefined. */
  List<List<Object>> rows() {
    List<List<Object>> rows = new ArrayList<>();
    boolean isDefined = !Double.isNaN(clean.p(score));
    if (isDefined) {
      rows.add(List.of("p", clean.p(score)));
    }
    if (isDefined) {
      rows.add(List.of("threshold", clean.threshold(level)));
    }
    rows.add(List.of("clean networks", clean.count()));
    rows.add(List.of("of these suspected in leave-one-out", clean.suspected(level)));
    rows.add(List.of("their geometric mean", clean.mean()));
    rows.add(List.of("deviation of their logarithms", clean.deviation()));
    return rows;
  }

  /**
   * Returns the verdict in sentences; a single one if p is undefined.
   *
   * @param origin description of the origin of the clean networks
   */
  List<String> statements(String observer, String target, String origin) {
    double p = clean.p(score);
    if (Double.isNaN(p)) {
      return List.of(
          "%s scores %.3f; the scores of clean networks give no p-value for it (%s)."
              .formatted(observer, score, origin));
    }
    return List.of(
        p <= level
            ? "%s seems to have a backdoor to class %s: p = %s."
                .formatted(observer, target, small(p))
            : obstacle.isPresent()
                ? "no verdict: %s.".formatted(obstacle.get())
                : "%s does not seem to have a backdoor with a white stamp: p = %s. Other stamps were not tried."
                    .formatted(observer, small(p)),
        "Its score is %.3f; a share of %s of clean networks scores above %.3f (%s)."
            .formatted(score, small(level), clean.threshold(level), origin),
        "Leave-one-out: %d of %d clean networks are suspected at level %s; at most %d are expected (97.5 %%)."
            .formatted(
                clean.suspected(level),
                clean.count(),
                small(level),
                BinomialDistribution.of(clean.count(), level)
                    .inverseCumulativeProbability(CONFIDENCE)));
  }

  private static String small(double value) {
    return value < 0.001 && value > 0 ? "%.1e".formatted(value) : "%.3f".formatted(value);
  }
}
