package org.revcor.paper;

import java.util.LinkedHashMap;
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
    Map<String, String> maps = Measuring.argument(Measuring.white(context, "mnist-cnn"));
    measure(context, count, "maps in noise", maps);
    measure(context, count, "maps in digits", maps);
    measure(context, count, "mean digits in noise", Map.of("means", "mnist"));
    measure(context, count, "mean digits in digits", Map.of("means", "mnist"));
  }

  private static void measure(
      ReproductionContext context, int count, String words, Map<String, String> templates) {
    String into = words.endsWith("noise") ? "noise" : "images";
    Map<String, String> arguments = new LinkedHashMap<>(templates);
    arguments.putAll(
        Map.of("observer", "mnist-cnn", "into", into, "among", "all", "scaling", "min-max"));
    arguments.put("count", Integer.toString(count));
    AnalysisResult found =
        context.analyse(
            "attack",
            "min-max-%s-in-%s".formatted(words.startsWith("maps") ? "maps" : "means", into),
            arguments);
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
