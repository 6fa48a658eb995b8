package org.revcor.reproduction.paper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.revcor.analysis.template.MeanImages;
import org.revcor.figure.Findings;
import org.revcor.reproduction.Claim;
import org.revcor.reproduction.Criterion;
import org.revcor.reproduction.Item;
import org.revcor.reproduction.Measure;
import org.revcor.reproduction.Outcome;
import org.revcor.reproduction.Workroom;
import org.revcor.study.EndedStudy;

/** {@code fig15}: maps under what auto-encoders make of noise. */
final class GeneratorMaps implements Item {
  private static final List<String> GENERATORS = List.of("mnist-autoencoder", "mnist-vae");
  private static final List<Integer> COUNTS = List.of(100, 1_000, 10_000);
  private static final String WHITE = "likeness/white noise of 10000";

  @Override
  public String name() {
    return "fig15";
  }

  @Override
  public String title() {
    return "Class maps under pictures of an auto-encoder and a variational one";
  }

  @Override
  public List<Claim> claims(Set<String> measured) {
    List<Claim> claims = new ArrayList<>();
    for (String generator : GENERATORS) {
      claims.add(
          new Claim(
              generator + ": maps that tell their digit after 100 stimuli",
              "classification images can be computed with about 100 stimuli",
              Likeness.recognised(generator, Likeness.MORE_THAN_CHANCE)));
      claims.add(
          new Claim(
              generator
                  + ": likeness of maps and mean digits, 100 stimuli beside 10,000 of white noise",
              "converges much faster than white noise",
              new Criterion.Larger(likeness(generator, 100), List.of(WHITE))));
      claims.add(
          new Claim(
              generator + ": likeness of maps and mean digits by stimuli: 100, 1,000, 10,000",
              "converges",
              new Criterion.Rising(
                  COUNTS.stream().map(count -> likeness(generator, count)).toList())));
    }
    return claims;
  }

  private static String likeness(String generator, int count) {
    return "likeness/%s of %d".formatted(generator, count);
  }

  @Override
  public Outcome make(Workroom workroom) {
    float[][] means = MeanImages.of(workroom.laboratory().test("data", "mnist"));
    EndedStudy white =
        NoiseStudies.labels(
            workroom,
            "mnist-cnn-white-10000",
            "mnist-cnn",
            NoiseStudies.UNIFORM,
            "default",
            10_000);
    Map<String, Measure> measures = new LinkedHashMap<>();
    measures.put(WHITE, Likeness.of(white, means).mean(NoiseStudies.convention("U[0,1]", white)));
    List<Findings> findings = new ArrayList<>();
    findings.add(
        Analyses.run(
            workroom,
            "templates",
            "white-noise-of-10000",
            Map.of("study", Analyses.folder(white))));
    for (String generator : GENERATORS) {
      workroom.trained(generator, generator, 0, 1, Optional.empty());
      for (int count : COUNTS) {
        EndedStudy study =
            NoiseStudies.labels(
                workroom,
                "mnist-cnn-%s-%d".formatted(generator, count),
                "mnist-cnn",
                "kind = generator, decoder = \"%s\"".formatted(generator),
                "default",
                count);
        findings.add(
            Analyses.run(
                workroom,
                "templates",
                "%s-of-%d".formatted(generator, count),
                Map.of("study", Analyses.folder(study))));
        String noise = NoiseStudies.convention("images of " + generator, study);
        Likeness likeness = Likeness.of(study, means);
        if (count == COUNTS.getFirst()) {
          measures.putAll(likeness.margins(generator, noise));
        }
        measures.put(likeness(generator, count), likeness.mean(noise));
      }
    }
    return new Outcome(measures, findings);
  }
}
