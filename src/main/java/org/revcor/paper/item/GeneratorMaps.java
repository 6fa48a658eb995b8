package org.revcor.paper.item;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.revcor.analysis.template.MeanImages;
import org.revcor.paper.Criterion;
import org.revcor.paper.Item;
import org.revcor.paper.Item.Claim;
import org.revcor.paper.ReproductionContext;
import org.revcor.study.results.EndedStudy;

/** {@code fig15}: maps under images that auto-encoders generate from noise. */
final class GeneratorMaps extends Item {
  private static final List<String> GENERATORS = List.of("mnist-autoencoder", "mnist-vae");
  private static final List<Integer> COUNTS = List.of(100, 1_000, 10_000);
  private static final String WHITE = "100 stimuli less 10,000 of white noise";
  private static final String FEW = "10,000 stimuli less 100";

  GeneratorMaps() {
    super("fig15", "Class maps under images of an auto-encoder and a variational one");
  }

  @Override
  public List<Claim> claims(Set<String> measured) {
    List<Claim> claims = new ArrayList<>();
    for (String generator : GENERATORS) {
      claims.add(
          new Claim(
              generator + ": maps that are recognised as their digit after 100 stimuli",
              "classification images can be computed with about 100 stimuli",
              Likeness.ofCorrelatedPixels(generator)));
      claims.add(
          new Claim(
              generator
                  + ": likeness of maps and mean digits, 100 stimuli less 10,000 of white noise, by"
                  + " class",
              "converges much faster than white noise",
              new Criterion.Beyond(more(generator, WHITE), true, 0, "no difference")));
      claims.add(
          new Claim(
              generator + ": likeness of maps and mean digits, 10,000 stimuli less 100, by class",
              "converges",
              new Criterion.Beyond(more(generator, FEW), true, 0, "no difference")));
    }
    return claims;
  }

  private static String more(String generator, String than) {
    return "more likeness: %s/%s".formatted(generator, than);
  }

  @Override
  public void reproduce(ReproductionContext context) {
    float[][] means = MeanImages.of(context.analysisContext().test("data", "mnist"));
    EndedStudy white =
        NoiseStudies.labels(
            context, "mnist-cnn-white-10000", "mnist-cnn", NoiseStudies.UNIFORM, "default", 10_000);
    Likeness ofWhite = Likeness.of(white, means);
    context.analyse(
        "templates", "white-noise-of-10000", Map.of("study", NamedAnalyses.folder(white)));
    for (String generator : GENERATORS) {
      context.trained(generator, generator, 0, 1, Optional.empty());
      Likeness few = Likeness.NONE;
      for (int count : COUNTS) {
        EndedStudy study =
            NoiseStudies.labels(
                context,
                "mnist-cnn-%s-%d".formatted(generator, count),
                "mnist-cnn",
                "kind = generator, decoder = \"%s\"".formatted(generator),
                "default",
                count);
        context.analyse(
            "templates",
            "%s-of-%d".formatted(generator, count),
            Map.of("study", NamedAnalyses.folder(study)));
        String noise = NoiseStudies.convention("images of " + generator, study);
        Likeness likeness = Likeness.of(study, means).ofCorrelatedPixels();
        if (count == COUNTS.getFirst()) {
          few = likeness;
          context.putAll(likeness.margins(generator, noise));
          context.put(more(generator, WHITE), likeness.more(ofWhite, noise));
        } else if (count == COUNTS.getLast().intValue()) {
          context.put(more(generator, FEW), likeness.more(few, noise));
        }
      }
    }
  }
}
