package org.revcor.reproduction.paper;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.revcor.estimate.Reliability;
import org.revcor.figure.Figure;
import org.revcor.figure.Findings;
import org.revcor.reproduction.Item;
import org.revcor.reproduction.Outcome;
import org.revcor.reproduction.Result;
import org.revcor.reproduction.Workroom;
import org.revcor.study.EndedStudy;
import org.revcor.study.StudyView;

/** {@code fig4}: how maps grow with the number of trials. */
final class BuildUp implements Item {
  private static final List<Integer> COUNTS = List.of(1_000, 10_000, 100_000, 1_000_000);
  private static final int VISIBLE_FROM = 10_000;
  private static final int CLASSES = 10;

  @Override
  public String name() {
    return "fig4";
  }

  @Override
  public String title() {
    return "Class maps of the CNN from 1,000 to 1,000,000 trials of white noise";
  }

  @Override
  public Outcome make(Workroom workroom) {
    List<Findings> findings = new ArrayList<>();
    List<Result> results = new ArrayList<>();
    Map<String, double[]> reliabilities = new TreeMap<>();
    double[] trials =
        COUNTS.stream()
            .filter(count -> !workroom.isQuick() || count <= VISIBLE_FROM)
            .mapToDouble(Integer::doubleValue)
            .toArray();
    double[] accuracies = new double[trials.length];
    for (int i = 0; i < trials.length; i++) {
      EndedStudy study = study(workroom, (int) trials[i]);
      trials[i] = study.view().trials();
      Findings templates =
          Analyses.run(
              workroom,
              "templates",
              "maps-of-%d".formatted(study.view().trials()),
              Map.of("study", Analyses.folder(study)));
      findings.add(templates);
      accuracies[i] = Analyses.accuracy(templates);
      int known = 0;
      for (StudyView.ChannelView channel : study.view().channels()) {
        Double reliability = channel.reliability();
        known += Reliability.isKnown(reliability) ? 1 : 0;
        reliabilities.computeIfAbsent(channel.name(), name -> new double[trials.length])[i] =
            reliability == null ? Double.NaN : reliability;
      }
      results.add(known(COUNTS.get(i), known, NoiseStudies.convention("U[0,1]", study)));
    }
    double[] exponents = Arrays.stream(trials).map(Math::log10).toArray();
    findings.add(
        new Findings(
            "build-up",
            "How maps grow with trials",
            List.of("a map of reliability .5 is expected to agree with the true one at .7"),
            new TreeMap<String, Object>(Map.of("law", "uniform", "readout", "label")),
            List.of(
                new Figure.Curves(
                    "reliability",
                    "Reliability of each map",
                    "log10 of trials",
                    "reliability",
                    reliabilities.entrySet().stream()
                        .map(
                            entry -> Figure.Curve.line(entry.getKey(), exponents, entry.getValue()))
                        .toList()),
                new Figure.Curves(
                    "accuracy",
                    "Test pictures that maps classify rightly",
                    "log10 of trials",
                    "%",
                    List.of(Figure.Curve.line("raw dot", exponents, accuracies))))));
    return new Outcome(results, findings);
  }

  /** The longest is that of the other figures. */
  private static EndedStudy study(Workroom workroom, int trials) {
    return trials == COUNTS.getLast()
        ? NoiseStudies.white(workroom, "mnist-cnn")
        : NoiseStudies.labels(
            workroom,
            "mnist-cnn-white-%d".formatted(trials),
            "mnist-cnn",
            NoiseStudies.UNIFORM,
            "default",
            trials);
  }

  private Result known(int count, int known, String convention) {
    Result.Quantity quantity =
        new Result.Quantity(
            name(),
            String.format(Locale.ROOT, "maps of reliability .5 after %,d trials", count),
            convention);
    String ours = "%d of 10".formatted(known);
    return count < VISIBLE_FROM
        ? quantity.words(
            "digits are not visible", ours, known == 0, "a class takes nearly all noise")
        : quantity.words(
            count == VISIBLE_FROM ? "digits begin to show" : "digits are visible",
            ours,
            count == VISIBLE_FROM ? known > 0 : 2 * known > CLASSES,
            "too few trials fall into most classes");
  }
}
