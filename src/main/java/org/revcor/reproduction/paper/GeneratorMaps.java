package org.revcor.reproduction.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.revcor.figure.Findings;
import org.revcor.reproduction.Item;
import org.revcor.reproduction.Outcome;
import org.revcor.reproduction.Result;
import org.revcor.reproduction.Workroom;
import org.revcor.study.EndedStudy;

/** {@code fig15}: maps under what auto-encoders make of noise. */
final class GeneratorMaps implements Item {
  private static final List<String> GENERATORS = List.of("mnist-autoencoder", "mnist-vae");
  private static final List<Integer> COUNTS = List.of(100, 1_000, 10_000);

  @Override
  public String name() {
    return "fig15";
  }

  @Override
  public String title() {
    return "Class maps under pictures of an auto-encoder and a variational one";
  }

  @Override
  public Outcome make(Workroom workroom) {
    EndedStudy white =
        NoiseStudies.labels(
            workroom,
            "mnist-cnn-white-10000",
            "mnist-cnn",
            NoiseStudies.UNIFORM,
            "default",
            10_000);
    Findings ofWhite =
        Analyses.run(
            workroom, "templates", "white-noise-of-10000", Map.of("study", Analyses.folder(white)));
    List<Result> results = new ArrayList<>();
    List<Findings> findings = new ArrayList<>(List.of(ofWhite));
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
        Findings found =
            Analyses.run(
                workroom,
                "templates",
                "%s-of-%d".formatted(generator, count),
                Map.of("study", Analyses.folder(study)));
        findings.add(found);
        results.add(row(generator, count, study, found, Analyses.accuracy(ofWhite)));
      }
    }
    return new Outcome(results, findings);
  }

  private Result row(
      String generator, int count, EndedStudy study, Findings found, double ofWhite) {
    double accuracy = Analyses.accuracy(found);
    return new Result.Quantity(
            name(),
            "%s, %,d stimuli: test pictures that maps classify, %%".formatted(generator, count),
            NoiseStudies.convention("pictures of " + generator, study) + ", centred maps, raw dot")
        .words(
            "digits are visible at about 100",
            "%.2f (10,000 of white noise: %.2f)".formatted(accuracy, ofWhite),
            accuracy > ofWhite,
            "the pictures are answered with few classes");
  }
}
