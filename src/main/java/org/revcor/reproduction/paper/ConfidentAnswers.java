package org.revcor.reproduction.paper;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.revcor.figure.Findings;
import org.revcor.reproduction.Item;
import org.revcor.reproduction.Outcome;
import org.revcor.reproduction.Result;
import org.revcor.reproduction.Workroom;

/** {@code footnote5}: maps of answers weighted and chosen by confidence. */
final class ConfidentAnswers implements Item {
  private static final double ALIKE = 0.9;
  private static final double FEW = 100;

  /** Points of accuracy. */
  private static final double NEAR = 3;

  @Override
  public String name() {
    return "footnote5";
  }

  @Override
  public String title() {
    return "Class maps weighted by confidence, and of confident answers alone";
  }

  @Override
  public Outcome make(Workroom workroom) {
    int count = workroom.count(1_000_000, 20_000);
    Findings found =
        Analyses.run(
            workroom,
            "confidence",
            "confidence",
            Map.of("observer", "mnist-cnn", "count", "" + count));
    String convention = String.format(Locale.ROOT, "U[0,1], %,d trials, centred maps", count);
    return new Outcome(
        List.of(
            alike(found, 4, "weighted by confidence", convention),
            alike(found, 5, "of answers above .3", convention),
            accuracy(found, 1, "weighted by confidence", convention),
            accuracy(found, 2, "of answers above .3", convention)),
        List.of(found));
  }

  /** Of classes with enough confident answers for a map. */
  private Result alike(Findings found, int column, String maps, String convention) {
    List<Object> least =
        Analyses.rows(found, "classes").stream()
            .filter(row -> Analyses.number(row, 3) >= FEW)
            .min((a, b) -> Double.compare(Analyses.number(a, column), Analyses.number(b, column)))
            .orElseThrow();
    double correlation = Analyses.number(least, column);
    return new Result.Quantity(
            name(),
            "least correlation of maps %s with those of all answers".formatted(maps),
            convention + ", classes with 100 confident answers or more")
        .words(
            "not significantly different",
            String.format(
                Locale.ROOT,
                "%.4f (%s, %,.0f of %,.0f answers above .3)",
                correlation,
                least.getFirst(),
                Analyses.number(least, 3),
                Analyses.number(least, 1)),
            correlation >= ALIKE,
            "they correlate less than %.1f".formatted(ALIKE));
  }

  private Result accuracy(Findings found, int row, String maps, String convention) {
    List<List<Object>> rows = Analyses.rows(found, "templates");
    double all = 100 * Analyses.number(rows.getFirst(), 1);
    double these = 100 * Analyses.number(rows.get(row), 1);
    return new Result.Quantity(
            name(),
            "maps %s: test pictures classified, %%".formatted(maps),
            convention + ", raw dot")
        .words(
            "not significantly different",
            String.format(Locale.ROOT, "%.2f (all answers: %.2f)", these, all),
            Math.abs(these - all) <= NEAR,
            "more than %.0f points apart".formatted(NEAR));
  }
}
