package org.revcor.paper;

import java.util.List;
import java.util.Map;
import org.revcor.figure.AnalysisResult;

/**
 * {@code table2}, {@code fig6}: maps of the CNN of MNIST and mean digits, mixed into noise and
 * digits, each min-max scaled.
 */
final class AttackFigures {
  private static final int STEPS = 10;

  private AttackFigures() {}

  /**
   * Measures the rates at which mixtures are classified as their target.
   *
   * @param stimuli number of noise stimuli, or test images, for each target and γ in a full run
   */
  static void measure(ReproductionContext context, int stimuli) {
    int count = context.count(stimuli, 100);
    String maps = Measuring.white(context, "mnist-cnn").folder().toString();
    for (String templates : List.of("maps", "means")) {
      for (String into : List.of("noise", "images")) {
        measure(context, count, templates, into, templates.equals("maps") ? maps : "mnist");
      }
    }
  }

  private static void measure(
      ReproductionContext context, int count, String templates, String into, String source) {
    boolean isMaps = templates.equals("maps");
    String words =
        "%s in %s"
            .formatted(isMaps ? "maps" : "mean digits", into.equals("noise") ? "noise" : "digits");
    AnalysisResult found =
        context.analyse(
            "attack",
            "min-max-%s-in-%s".formatted(templates, into),
            Map.of(
                "observer",
                "mnist-cnn",
                "into",
                into,
                "among",
                "all",
                "count",
                "" + count,
                "scaling",
                "min-max",
                isMaps ? "study" : "means",
                source));
    String convention = "min-max, %,d stimuli a target, all classes among them".formatted(count);
    for (int step = 0; step <= STEPS; step++) {
      String gamma = "%s, gamma %.1f".formatted(words, step / (double) STEPS);
      List<Object> row = Measuring.rows(found, "rates").get(step);
      context.put(
          "rate/" + gamma, Measure.share(Measuring.number(row, row.size() - 1), count, convention));
      context.put(
          "L2/" + gamma,
          Measure.withUnknownError(
              Measuring.number(Measuring.rows(found, "perceptibility").get(step), 1),
              "min-max, mean L2 of the first 100 stimuli of a target"));
    }
    int targets = Measuring.rows(found, "rates").getFirst().size() - 2;
    context.put("chance/" + words, Measure.exact(1.0 / targets, targets + " targets with a map"));
  }
}
