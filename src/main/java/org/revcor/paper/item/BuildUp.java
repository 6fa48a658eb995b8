package org.revcor.paper.item;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.revcor.analysis.template.MeanImages;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.paper.Criterion;
import org.revcor.paper.Item;
import org.revcor.paper.Item.Claim;
import org.revcor.paper.ReproductionContext;
import org.revcor.study.results.EndedStudy;

/** {@code fig4}: growth of maps with the number of trials. */
final class BuildUp extends Item {
  private static final List<Integer> COUNTS = List.of(1_000, 10_000, 100_000, 1_000_000);
  private static final String MORE = "more likeness/1,000,000 trials less 1,000";
  private static final List<Integer> QUICK_COUNTS = List.of(200, 1_000, 5_000, 10_000);

  BuildUp() {
    super("fig4", "Class maps of the CNN from 1,000 to 1,000,000 trials of white noise");
  }

  @Override
  public List<Claim> claims(Set<String> measured) {
    return List.of(
        new Claim(
            "maps that are recognised as their digit after 10,000 trials",
            "maps start to look like the digits",
            Likeness.recognised(recognised(1), Likeness.MORE_THAN_CHANCE)),
        new Claim(
            "likeness of maps and mean digits, 1,000,000 trials less 1,000, by class",
            "builds up",
            new Criterion.Beyond(MORE, true, 0, "no difference")));
  }

  private static String recognised(int step) {
    return "step %d".formatted(step + 1);
  }

  @Override
  public void reproduce(ReproductionContext context) {
    float[][] means = MeanImages.of(context.analysisContext().test("data", "mnist"));
    Map<String, double[]> likenesses = new TreeMap<>();
    double[] trials = new double[COUNTS.size()];
    double[] accuracies = new double[trials.length];
    Likeness first = Likeness.NONE;
    for (int i = 0; i < trials.length; i++) {
      EndedStudy study = study(context, context.count(COUNTS.get(i), QUICK_COUNTS.get(i)));
      trials[i] = study.view().progress().trials();
      AnalysisResult templates =
          context.analyse(
              "templates",
              "maps-of-%d".formatted(study.view().progress().trials()),
              Map.of("study", NamedAnalyses.folder(study)));

      String noise = NoiseStudies.convention("U[0,1]", study);
      accuracies[i] = NamedAnalyses.accuracy(templates, noise).value();
      Likeness like = Likeness.of(study, means);
      context.putAll(like.margins(recognised(i), noise));
      if (i == 0) {
        first = like;
      } else if (i == trials.length - 1) {
        context.put(MORE, like.more(first, noise));
      }
      for (int c = 0; c < like.byClass().length; c++) {
        likenesses.computeIfAbsent(Integer.toString(c), name -> new double[trials.length])[i] =
            like.byClass()[c];
      }
    }
    double[] exponents = Arrays.stream(trials).map(Math::log10).toArray();
    context.add(
        new AnalysisResult(
            "build-up",
            "How maps grow with trials",
            List.of("Likeness is the correlation of a map with the mean image of its class"),
            new TreeMap<String, Object>(Map.of("law", "uniform", "readout", "label")),
            List.of(
                new Figure.Curves(
                    "likeness",
                    "Likeness of each map and its mean digit",
                    "log10 of trials",
                    "correlation",
                    likenesses.entrySet().stream()
                        .map(
                            entry -> Figure.Curve.line(entry.getKey(), exponents, entry.getValue()))
                        .toList()),
                new Figure.Curves(
                    "accuracy",
                    "Share of test images that maps classify correctly",
                    "log10 of trials",
                    "share",
                    List.of(Figure.Curve.line("raw dot", exponents, accuracies))))));
  }

  /** Returns the study of a number of trials; other items share the longest. */
  private static EndedStudy study(ReproductionContext context, int trials) {
    return trials == COUNTS.getLast()
        ? NoiseStudies.white(context, "mnist-cnn")
        : NoiseStudies.labels(
            context,
            "mnist-cnn-white-%d".formatted(trials),
            "mnist-cnn",
            NoiseStudies.UNIFORM,
            "default",
            trials);
  }
}
