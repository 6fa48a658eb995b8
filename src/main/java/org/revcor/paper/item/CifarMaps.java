package org.revcor.paper.item;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.revcor.analysis.template.MeanImages;
import org.revcor.figure.AnalysisResult;
import org.revcor.paper.ComparisonCriterion;
import org.revcor.paper.Criterion;
import org.revcor.paper.Item;
import org.revcor.paper.Item.Claim;
import org.revcor.paper.ReproductionContext;
import org.revcor.study.results.EndedStudy;

/** {@code fig3}: maps of the CNN of CIFAR-10 under white noise, and mean images, as templates. */
final class CifarMaps extends Item {
  private static final String MEANS = "mean images";
  private static final String MAPS = "maps";
  private static final String SCALED = ", z-scaled, cosine";
  private static final String OTHER_METRIC =
      "the paper names the dot product as its metric; this one is shown beside it";

  CifarMaps() {
    super("fig3", "Class maps of the CNN of CIFAR-10 under white noise, and mean images");
  }

  @Override
  public List<Claim> claims(Set<String> measured) {
    return List.of(
        TemplateFigures.accuracy(MEANS, 0.2869, 0.00005),
        TemplateFigures.accuracy(MAPS, 0.2371, 0.00005),
        shown(MEANS + SCALED, "0.2869"),
        shown(MAPS + SCALED, "0.2371"),
        new Claim(
            "maps beside chance",
            "well above chance",
            new Criterion.Beyond(MAPS, true, 0.1, "chance")),
        new Claim(
            "mean images beside maps",
            "mean images are better",
            new ComparisonCriterion.Larger(MEANS, List.of(MAPS))),
        new Claim(
            "maps that are recognised as their class",
            "maps do not resemble their classes",
            new Criterion.NotAbove("recognised share", 0.1, "chance, one of ten classes")));
  }

  private static Claim shown(String templates, String paper) {
    return new Claim(
        templates + ": share of test images classified",
        paper,
        new Criterion.Shown(List.of(templates), OTHER_METRIC));
  }

  /** Returns a study of white noise that other items share. */
  static EndedStudy white(ReproductionContext context) {
    return NoiseStudies.labels(
        context,
        "cifar10-cnn-white",
        "cifar10-cnn",
        NoiseStudies.UNIFORM,
        "default",
        context.count(1_000_000, 2_000));
  }

  @Override
  public void reproduce(ReproductionContext context) {
    AnalysisResult means = context.analyse("templates", "mean-images", Map.of("means", "cifar-10"));
    AnalysisResult normed =
        context.analyse(
            "templates",
            "mean-images-z",
            Map.of("means", "cifar-10", "scaling", "z", "metric", "cosine"));
    EndedStudy study = white(context);
    Map<String, String> maps = Map.of("study", NamedAnalyses.folder(study));
    context.analyse("frequencies", "frequencies", maps);
    context.analyse("feedback", "feedback", maps);
    AnalysisResult templates = context.analyse("templates", "maps", maps);
    AnalysisResult scaled =
        context.analyse(
            "templates",
            "maps-z",
            Map.of("study", NamedAnalyses.folder(study), "scaling", "z", "metric", "cosine"));
    String noise = NoiseStudies.convention("U[0,1]", study);
    float[][] images = MeanImages.of(context.analysisContext().test("data", "cifar-10"));
    context.put(MEANS, NamedAnalyses.accuracy(means, "training set, raw mean, raw dot"));
    context.put(
        MAPS,
        NamedAnalyses.accuracy(
            templates,
            noise
                + ", centred maps, raw dot (uncentred maps, as in the paper, classify the same)"));
    context.put(MEANS + SCALED, NamedAnalyses.accuracy(normed, "training set" + SCALED));
    context.put(MAPS + SCALED, NamedAnalyses.accuracy(scaled, noise + SCALED));
    context.put("recognised share", Likeness.of(study, images).share(noise));
  }
}
