package org.revcor.reproduction.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.revcor.dataset.Pictures;
import org.revcor.figure.Findings;
import org.revcor.reproduction.Item;
import org.revcor.reproduction.Outcome;
import org.revcor.reproduction.Result;
import org.revcor.reproduction.Workroom;
import org.revcor.study.EndedStudy;

/** {@code fig5}: maps under Gabor-PCA noise as templates, of three data sets. */
final class GaborMaps implements Item {
  /**
   * @param part of the data set that the authors classified
   */
  private record Set(String dataset, String observer, String part, double paper) {}

  private static final List<Set> SETS =
      List.of(
          new Set("mnist", "mnist-cnn", "test", 35.5),
          new Set("fashion-mnist", "fashion-cnn", "train", 41.21),
          new Set("cifar-10", "cifar10-cnn", "test", 21.67));

  private static final double NEAR = 2;

  @Override
  public String name() {
    return "fig5";
  }

  @Override
  public String title() {
    return "Class maps under Gabor-PCA noise, and what they classify";
  }

  @Override
  public Outcome make(Workroom workroom) {
    List<Result> results = new ArrayList<>();
    List<Findings> findings = new ArrayList<>();
    for (Set set : SETS) {
      Pictures training = workroom.laboratory().training("dataset", set.dataset());
      String stimulus =
          "kind = gabor-pca, basis = \"%s\", conventions = paper"
              .formatted(workroom.basis(set.dataset(), training.height()));
      int trials =
          training.planes() == 1
              ? workroom.count(1_000_000, 20_000)
              : workroom.count(1_000_000, 2_000);
      EndedStudy authors =
          NoiseStudies.labels(
              workroom,
              set.observer() + "-gabor-authors",
              set.observer(),
              stimulus,
              "authors",
              trials);
      Map<String, String> study = Map.of("study", Analyses.folder(authors));
      Findings frequencies =
          Analyses.run(workroom, "frequencies", set.dataset() + "-frequencies", study);
      Findings templates =
          Analyses.run(
              workroom,
              "templates",
              set.dataset() + "-templates",
              Map.of(
                  "study",
                  Analyses.folder(authors),
                  "scaling",
                  "min-max",
                  "metric",
                  "cosine",
                  "part",
                  set.part()));
      findings.add(frequencies);
      findings.add(templates);
      String noise = NoiseStudies.convention("Gabor-PCA without the PCA mean", authors);
      results.add(
          new Result.Quantity(
                  name(),
                  "%s: %s pictures classified, %%"
                      .formatted(set.dataset(), set.part().replace("train", "training")),
                  noise + ", root of the mean square, min-max, cosine")
              .number(
                  set.paper(),
                  Analyses.accuracy(templates),
                  NEAR,
                  "another network; theirs applies softmax in the network and again in its loss"));
      double empty = Analyses.number(Analyses.rows(frequencies, "summary").getFirst(), 1);
      results.add(
          new Result.Quantity(name(), set.dataset() + ": classes with a map", noise)
              .words(
                  "10",
                  String.format(Locale.ROOT, "%.0f", 10 - empty),
                  empty == 0,
                  "no noise falls into the others"));
    }
    return new Outcome(results, findings);
  }
}
