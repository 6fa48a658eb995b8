package org.revcor.paper.item;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.revcor.figure.AnalysisResult;
import org.revcor.paper.ComparisonCriterion;
import org.revcor.paper.Criterion;
import org.revcor.paper.Item;
import org.revcor.paper.Item.Claim;
import org.revcor.paper.ReproductionContext;
import org.revcor.study.results.EndedStudy;

/** {@code fig2c}: test images of MNIST classified by four kinds of templates. */
final class TemplateFigures extends Item {
  private static final String GAUSSIAN = "kind = white-noise, law = gaussian, mean = 0, sd = 1";
  private static final String MEANS = "mean digits";
  private static final String CNN_MAPS = "CNN maps";
  private static final String MAPS = "maps of logistic regression";
  private static final String WEIGHTS = "weights of logistic regression";

  TemplateFigures() {
    super("fig2c", "Maps, mean digits and weights as templates of MNIST");
  }

  @Override
  public List<Claim> claims(Set<String> measured) {
    return List.of(
        accuracy(MEANS, 0.631, 0.0005),
        accuracy(CNN_MAPS, 0.258, 0.0005),
        accuracy(MAPS, 0.476, 0.0005),
        accuracy(WEIGHTS, 0.838, 0.0005),
        new Claim(
            "CNN maps beside twice chance",
            "over twice chance",
            new Criterion.Beyond(CNN_MAPS, true, 0.2, "twice chance")),
        new Claim(
            "maps of logistic regression beside chance",
            "significantly above chance",
            new Criterion.Beyond(MAPS, true, 0.1, "chance")),
        new Claim(
            "mean digits beside maps",
            "mean digits are better than both",
            new ComparisonCriterion.Larger(MEANS, List.of(CNN_MAPS, MAPS))),
        new Claim(
            "weights beside maps",
            "weights are better than both",
            new ComparisonCriterion.Larger(WEIGHTS, List.of(CNN_MAPS, MAPS))));
  }

  /**
   * Returns the claim on the accuracy of templates.
   *
   * @param rounding half a unit of the paper's last digit
   */
  static Claim accuracy(String templates, double paper, double rounding) {
    return new Claim(
        templates + ": share of test images classified",
        Double.toString(paper),
        new Criterion.Near(
            templates,
            paper,
            10_000,
            rounding,
            "test images",
            List.of(new Criterion.Limit("chance", 0.1, ""))));
  }

  @Override
  public void reproduce(ReproductionContext context) {
    EndedStudy cnn = NoiseStudies.white(context, "mnist-cnn");
    EndedStudy logistic = NoiseStudies.white(context, "mnist-logistic");
    EndedStudy normal =
        NoiseStudies.labels(
            context,
            "mnist-logistic-gaussian",
            "mnist-logistic",
            GAUSSIAN,
            "default",
            context.count(1_000_000, 50_000));
    String uniform = NoiseStudies.convention("U[0,1]", cnn);
    String gaussian = NoiseStudies.convention("N(0,1)", normal);

    add(context, MEANS, "training set, raw mean, raw dot", "mean-digits", Map.of("means", "mnist"));
    add(
        context,
        CNN_MAPS,
        uniform + ", centred maps, raw dot (uncentred maps, as in the paper, classify the same)",
        "cnn-maps",
        study(cnn));
    add(
        context,
        CNN_MAPS + " at unit norm",
        uniform + ", centred maps at unit norm",
        "cnn-maps-cosine",
        Map.of("study", NamedAnalyses.folder(cnn), "metric", "cosine"));
    add(
        context,
        MAPS,
        uniform + ", centred maps, raw dot (uncentred maps, as in the paper, classify the same)",
        "logistic-maps",
        study(logistic));
    add(
        context,
        MAPS + " under N(0,1)",
        gaussian + ", centred maps, raw dot (uncentred maps, as in the paper, classify the same)",
        "logistic-maps-gaussian",
        study(normal));
    add(
        context,
        WEIGHTS,
        "without biases, raw dot",
        "logistic-weights",
        Map.of("weights", "mnist-logistic"));
  }

  private static Map<String, String> study(EndedStudy study) {
    return Map.of("study", NamedAnalyses.folder(study));
  }

  private static void add(
      ReproductionContext context,
      String name,
      String convention,
      String resultName,
      Map<String, String> arguments) {
    AnalysisResult found = context.analyse("templates", resultName, arguments);
    context.put(name, NamedAnalyses.accuracy(found, convention));
  }
}
