package org.revcor.reproduction.paper;

import java.util.List;
import java.util.Map;
import org.revcor.figure.Findings;
import org.revcor.reproduction.Item;
import org.revcor.reproduction.Outcome;
import org.revcor.reproduction.Result;
import org.revcor.reproduction.Workroom;
import org.revcor.study.EndedStudy;

/** {@code fig3}: maps of the CNN of CIFAR-10 under white noise, and mean images, as templates. */
final class CifarMaps implements Item {
  private static final double NEAR = 2;
  private static final String WHY_OF_MAPS =
      "which classes noise falls into, and so which maps are good, depends on the network";

  @Override
  public String name() {
    return "fig3";
  }

  @Override
  public String title() {
    return "Class maps of the CNN of CIFAR-10 under white noise, and mean images";
  }

  @Override
  public Outcome make(Workroom workroom) {
    Findings means =
        Analyses.run(workroom, "templates", "mean-images", Map.of("means", "cifar-10"));
    Findings normed =
        Analyses.run(
            workroom,
            "templates",
            "mean-images-z",
            Map.of("means", "cifar-10", "scaling", "z", "metric", "cosine"));
    EndedStudy study =
        NoiseStudies.labels(
            workroom,
            "cifar10-cnn-white",
            "cifar10-cnn",
            NoiseStudies.UNIFORM,
            "default",
            workroom.count(1_000_000, 2_000));
    Map<String, String> maps = Map.of("study", Analyses.folder(study));
    Findings frequencies = Analyses.run(workroom, "frequencies", "frequencies", maps);
    Findings answers = Analyses.run(workroom, "feedback", "feedback", maps);
    Findings templates = Analyses.run(workroom, "templates", "maps", maps);
    Findings scaled =
        Analyses.run(
            workroom,
            "templates",
            "maps-z",
            Map.of("study", Analyses.folder(study), "scaling", "z", "metric", "cosine"));
    String noise = NoiseStudies.convention("U[0,1]", study);
    String pictures = ": test pictures classified, %";
    return new Outcome(
        List.of(
            new Result.Quantity(name(), "mean images" + pictures, "raw mean, raw dot")
                .number(
                    28.69,
                    Analyses.accuracy(means),
                    NEAR,
                    "the paper does not tell its scaling; bright classes win by a raw product"),
            new Result.Quantity(name(), "mean images" + pictures, "z-scaled, cosine")
                .number(
                    28.69, Analyses.accuracy(normed), NEAR, "the paper does not tell its scaling"),
            new Result.Quantity(name(), "maps" + pictures, noise + ", centred maps, raw dot")
                .number(23.71, Analyses.accuracy(templates), NEAR, WHY_OF_MAPS),
            new Result.Quantity(name(), "maps" + pictures, noise + ", z-scaled, cosine")
                .number(23.71, Analyses.accuracy(scaled), NEAR, WHY_OF_MAPS)),
        List.of(means, normed, templates, scaled, frequencies, answers));
  }
}
