package org.revcor.paper.item;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.revcor.analysis.template.MeanImages;
import org.revcor.figure.AnalysisResult;
import org.revcor.paper.ComparisonCriterion;
import org.revcor.paper.Criterion;
import org.revcor.paper.Item;
import org.revcor.paper.Item.Claim;
import org.revcor.paper.Measure;
import org.revcor.paper.ReproductionContext;
import org.revcor.study.results.EndedStudy;

/** {@code fig2a}: maps of the CNN of MNIST under white noise, and its responses to them. */
final class WhiteNoiseMaps extends Item {
  private static final String FREQUENCY = "share of noise/";

  /** Number of digits, from 0, whose maps the paper calls easy to recognise. */
  private static final int NAMED = 8;

  /** Class in the table of a map that does not exist. */
  private static final String NO_MAP = "none";

  WhiteNoiseMaps() {
    super("fig2a", "Class maps of the CNN under white noise, fed back to it");
  }

  @Override
  public List<Claim> claims(Set<String> measured) {
    return List.of(
        new Claim(
            "test accuracy of the CNN",
            "0.992",
            new Criterion.Near("accuracy", 0.992, 10_000, 0.0005, "test images", List.of())),
        new Claim(
            "maps of 0 to 7 that are recognised as their digit",
            "0 to 7 are very easy to recognise",
            Likeness.allRecognised("CNN", NAMED)),
        new Claim(
            "class that takes most noise",
            "8",
            new ComparisonCriterion.Larger(
                FREQUENCY + "8",
                NamedAnalyses.digits("share of noise").stream()
                    .filter(each -> !each.endsWith("8"))
                    .toList())),
        new Claim(
            "maps that are not classified as their own class",
            "8",
            new Criterion.Same("wrong maps", "8")),
        new Claim("class of the map of 8", "2", new Criterion.Same("class of the map of 8", "2")));
  }

  @Override
  public void reproduce(ReproductionContext context) {
    EndedStudy study = NoiseStudies.white(context, "mnist-cnn");
    Map<String, String> arguments = Map.of("study", NamedAnalyses.folder(study));
    AnalysisResult responses = context.analyse("feedback", "feedback", arguments);
    AnalysisResult frequencies = context.analyse("frequencies", "frequencies", arguments);
    String noise = NoiseStudies.convention("U[0,1]", study);
    float[][] means = MeanImages.of(context.analysisContext().test("data", "mnist"));
    List<List<Object>> rows = NamedAnalyses.rows(responses, "responses");
    context.put("accuracy", NamedAnalyses.testAccuracy(context, "mnist-cnn", "mnist"));
    context.putAll(Likeness.of(study, means).margins("CNN", noise));
    context.putAll(NamedAnalyses.frequencies(frequencies, "share of noise", noise));
    String fedBack = noise + ", maps min-max scaled; a class without noise has no map";
    context.put(
        "wrong maps",
        Measure.word(
            rows.stream()
                .filter(row -> !row.get(2).equals(NO_MAP) && !row.get(0).equals(row.get(2)))
                .map(row -> row.getFirst().toString())
                .collect(Collectors.joining(" ")),
            fedBack));
    context.put(
        "class of the map of 8",
        Measure.word(
            rows.stream()
                .filter(row -> row.getFirst().equals("8"))
                .map(row -> row.get(2).toString())
                .collect(Collectors.joining()),
            fedBack));
  }
}
