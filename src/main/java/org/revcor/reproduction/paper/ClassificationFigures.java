package org.revcor.reproduction.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.revcor.analysis.template.MeanImages;
import org.revcor.estimate.MapView;
import org.revcor.estimate.Reliability;
import org.revcor.figure.Findings;
import org.revcor.reproduction.Item;
import org.revcor.reproduction.Outcome;
import org.revcor.reproduction.Result;
import org.revcor.reproduction.Workroom;
import org.revcor.study.ClassificationImages;
import org.revcor.study.EndedStudy;

/**
 * {@code fig1}: classification images of binary networks of two digits, by the weight of the
 * signal.
 */
final class ClassificationFigures implements Item {
  private static final List<List<String>> PAIRS = List.of(List.of("1", "7"), List.of("5", "6"));
  private static final List<String> GAMMAS = List.of("0.0", "0.1", "0.2", "0.3");

  /** Standard errors, 1/√d each, of the correlation of d pixels of noise with a picture. */
  private static final int BY_CHANCE = 3;

  @Override
  public String name() {
    return "fig1";
  }

  @Override
  public String title() {
    return "Classification images of binary networks";
  }

  @Override
  public Outcome make(Workroom workroom) {
    float[][] means = MeanImages.of(workroom.laboratory().training("dataset", "mnist"));
    List<Result> results = new ArrayList<>();
    List<Findings> findings = new ArrayList<>();
    for (List<String> pair : PAIRS) {
      String recipe = "mnist-binary-" + String.join("-", pair);
      String network = workroom.isQuick() ? recipe + "-quick" : recipe;
      workroom.trained(network, recipe, workroom.count(0, 1), 1, Optional.empty());
      float[] difference = difference(means, pair);
      for (String gamma : GAMMAS) {
        EndedStudy study = study(workroom, network, pair, gamma);
        Findings found =
            Analyses.run(
                workroom,
                "classification",
                "images-%s-gamma-%s".formatted(String.join("-", pair), gamma.replace(".", "")),
                Map.of("study", Analyses.folder(study)));
        findings.add(found);
        results.add(like(study, pair, gamma, difference, found));
      }
    }
    return new Outcome(results, findings);
  }

  private static EndedStudy study(
      Workroom workroom, String network, List<String> pair, String gamma) {
    return workroom.study(
        "%s-gamma-%s".formatted(network, gamma.replace(".", "")),
        """
        study {
          name = "%s, gamma %s"
          observer.model = "%s"
          stimulus {
            kind = signal-in-noise, data = mnist, part = train, classes = ["%s", "%s"], gamma = %s
          }
          readout { kind = label, by-signal = true }
          seed = 1
          stop.max-trials = %d
        }
        """
            .formatted(
                network,
                gamma,
                network,
                pair.get(0),
                pair.get(1),
                gamma,
                workroom.count(1_250_000, 20_000)));
  }

  /** What a digit has more of than another, on average. */
  private static float[] difference(float[][] means, List<String> pair) {
    float[] of = means[Integer.parseInt(pair.get(0))];
    float[] difference = means[Integer.parseInt(pair.get(1))].clone();
    for (int i = 0; i < difference.length; i++) {
      difference[i] -= of[i];
    }
    return difference;
  }

  private Result like(
      EndedStudy study, List<String> pair, String gamma, float[] difference, Findings found) {
    double likeness =
        ClassificationImages.of(study.maps(MapView.MAP))
            .map(images -> Reliability.correlation(images.maps()[0], difference))
            .orElse(Double.NaN);
    double equations = Analyses.number(Analyses.rows(found, "images").getFirst(), 2);
    return new Result.Quantity(
            name(),
            "%s or %s, gamma %s: correlation of the image by Eq 1 with the difference of mean digits"
                .formatted(pair.get(0), pair.get(1), gamma),
            NoiseStudies.convention("signal in U[0,1]", study))
        .words(
            "looks like the digits",
            String.format(Locale.ROOT, "%.3f (with the image by Eq 2: %.3f)", likeness, equations),
            likeness > BY_CHANCE / Math.sqrt(difference.length),
            Double.isNaN(likeness)
                ? "a cell of signal and answer is empty"
                : "no more than three standard errors of what an image of noise would have");
  }
}
