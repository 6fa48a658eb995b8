package org.revcor.paper.item;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.revcor.figure.AnalysisResult;
import org.revcor.paper.ComparisonCriterion;
import org.revcor.paper.Criterion;
import org.revcor.paper.Item;
import org.revcor.paper.Item.Claim;
import org.revcor.paper.Measure;
import org.revcor.paper.ReproductionContext;

/** {@code table2}, {@code fig6}: maps and mean digits mixed into noise and digits. */
final class AttackSweeps extends Item {
  private static final int STEPS = 10;
  private static final int ASSUMED_COUNT = 10_000;

  /**
   * Maps of the CNN, or mean digits, mixed into noise or test images, each min-max scaled.
   *
   * @param rates rates of Table 2, at γ = 0, .1, ..., 1
   */
  private record Sweep(String words, String templates, String into, double[] rates) {
    String resultName() {
      return "min-max-%s-in-%s".formatted(templates, into);
    }

    boolean isMaps() {
      return templates.equals("maps");
    }

    String rate(int gamma) {
      return "rate/%s, gamma %.1f".formatted(words, gamma / (double) STEPS);
    }

    String chance() {
      return "chance/" + words;
    }

    String visibility(int gamma) {
      return "L2/%s, gamma %.1f".formatted(words, gamma / (double) STEPS);
    }
  }

  private static final Sweep MAPS_IN_NOISE =
      new Sweep(
          "maps in noise",
          "maps",
          "noise",
          new double[] {0.1, 0.113, 0.127, 0.149, 0.174, 0.207, 0.271, 0.429, 0.666, 0.743, 0.9});
  private static final Sweep MAPS_IN_DIGITS =
      new Sweep(
          "maps in digits",
          "maps",
          "images",
          new double[] {0.1, 0.1, 0.1, 0.1, 0.101, 0.102, 0.105, 0.123, 0.214, 0.587, 0.9});
  private static final Sweep MEANS_IN_NOISE =
      new Sweep(
          "mean digits in noise",
          "means",
          "noise",
          new double[] {0.1, 0.127, 0.179, 0.313, 0.618, 0.842, 0.986, 1, 1, 1, 1});
  private static final Sweep MEANS_IN_DIGITS =
      new Sweep(
          "mean digits in digits",
          "means",
          "images",
          new double[] {0.1, 0.101, 0.103, 0.109, 0.149, 0.28, 0.534, 0.83, 0.994, 1, 1});
  private static final List<Sweep> SWEEPS =
      List.of(MAPS_IN_NOISE, MAPS_IN_DIGITS, MEANS_IN_NOISE, MEANS_IN_DIGITS);

  static final AttackSweeps TABLE =
      new AttackSweeps(
          "table2",
          "How often noise and digits are classified as the target, by the weight of map or mean"
              + " digit",
          ASSUMED_COUNT,
          SWEEPS.stream()
              .flatMap(
                  sweep -> IntStream.rangeClosed(0, STEPS).mapToObj(gamma -> cell(sweep, gamma)))
              .toList());

  static final AttackSweeps FIGURE =
      new AttackSweeps(
          "fig6",
          "Targeted attacks with maps and mean digits, and their visibility",
          2_000,
          List.of(
              new Claim(
                  "maps in noise, gamma 0.8: share classified as the target",
                  "almost all",
                  new Criterion.Beyond(MAPS_IN_NOISE.rate(8), true, 0.9, "almost all")),
              new Claim(
                  "maps in digits, gamma 0.8: share classified as the target",
                  "many (chance is 0.1)",
                  new Criterion.Beyond(MAPS_IN_DIGITS.rate(8), true, 0.1, "chance")),
              larger(
                  "into digits, gamma 0.8: mean digits beside maps",
                  "mean digits are more effective",
                  MEANS_IN_DIGITS.rate(8),
                  MAPS_IN_DIGITS.rate(8)),
              larger(
                  "into noise, gamma 0.5: mean digits beside maps",
                  "mean digits are more effective (Table 2)",
                  MEANS_IN_NOISE.rate(5),
                  MAPS_IN_NOISE.rate(5)),
              larger(
                  "into digits, gamma 0.8: distance of stimulus and digit",
                  "mean digits are much more perceptible",
                  MEANS_IN_DIGITS.visibility(8),
                  MAPS_IN_DIGITS.visibility(8)),
              larger(
                  "maps, gamma 0.5: noise beside digits",
                  "noise is easier to convert",
                  MAPS_IN_NOISE.rate(5),
                  MAPS_IN_DIGITS.rate(5)),
              larger(
                  "mean digits, gamma 0.5: noise beside digits",
                  "noise is easier to convert",
                  MEANS_IN_NOISE.rate(5),
                  MEANS_IN_DIGITS.rate(5)),
              new Claim(
                  "maps in digits: share classified as the target by gamma",
                  "less with a subtler map",
                  new ComparisonCriterion.Rising(
                      IntStream.rangeClosed(0, STEPS).mapToObj(MAPS_IN_DIGITS::rate).toList()))));

  private final int stimuli;
  private final List<Claim> claims;

  /**
   * @param stimuli number of noise stimuli, or test images, for each target and γ
   */
  private AttackSweeps(String name, String title, int stimuli, List<Claim> claims) {
    super(name, title);
    this.stimuli = stimuli;
    this.claims = claims;
  }

  private static Claim cell(Sweep sweep, int gamma) {
    double paper = sweep.rates()[gamma];
    return new Claim(
        "%s, gamma %.1f: share classified as the target"
            .formatted(sweep.words(), gamma / (double) STEPS),
        Double.toString(paper),
        new Criterion.Near(
            sweep.rate(gamma),
            paper,
            ASSUMED_COUNT,
            0.0005,
            "stimuli (the paper gives no count; it has as many test images)",
            limits(sweep, gamma)));
  }

  /** Returns the limits, except for those that are the cell itself at γ = 0 and 1. */
  private static List<Criterion.Limit> limits(Sweep sweep, int gamma) {
    Criterion.Limit chance =
        gamma == 0
            ? new Criterion.Limit("chance, one of the targets with a map", 0.1, sweep.chance())
            : new Criterion.Limit("chance, the rate at gamma 0", 0.1, sweep.rate(0));
    return List.of(
        chance,
        gamma == STEPS
            ? new Criterion.Limit("all of them", 1, "")
            : new Criterion.Limit(
                "what the templates alone reach", sweep.rates()[STEPS], sweep.rate(STEPS)));
  }

  private static Claim larger(String quantity, String paper, String large, String small) {
    return new Claim(quantity, paper, new ComparisonCriterion.Larger(large, List.of(small)));
  }

  @Override
  public List<Claim> claims(Set<String> measured) {
    return claims;
  }

  @Override
  public void reproduce(ReproductionContext context) {
    int count = context.count(stimuli, 100);
    String maps = NamedAnalyses.folder(NoiseStudies.white(context, "mnist-cnn"));
    for (Sweep sweep : SWEEPS) {
      Map<String, String> arguments = new HashMap<>();
      arguments.put("observer", "mnist-cnn");
      arguments.put("into", sweep.into());
      arguments.put("among", "all");
      arguments.put("count", "" + count);
      arguments.put("scaling", "min-max");
      arguments.put(sweep.isMaps() ? "study" : "means", sweep.isMaps() ? maps : "mnist");
      AnalysisResult one = context.analyse("attack", sweep.resultName(), arguments);

      String convention = "min-max, %,d stimuli a target, all classes among them".formatted(count);
      for (int gamma = 0; gamma <= STEPS; gamma++) {
        List<Object> row = NamedAnalyses.rows(one, "rates").get(gamma);
        context.put(
            sweep.rate(gamma),
            Measure.share(NamedAnalyses.number(row, row.size() - 1), count, convention));
        context.put(
            sweep.visibility(gamma),
            Measure.withUnknownError(
                NamedAnalyses.number(NamedAnalyses.rows(one, "perceptibility").get(gamma), 1),
                "min-max, mean L2 of the first 100 stimuli of a target"));
      }
      int targets = NamedAnalyses.rows(one, "rates").getFirst().size() - 2;
      context.put(sweep.chance(), Measure.exact(1.0 / targets, targets + " targets with a map"));
    }
  }
}
