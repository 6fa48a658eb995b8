package org.revcor.reproduction.paper;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.revcor.InvalidInputException;
import org.revcor.estimate.Reliability;
import org.revcor.figure.Findings;
import org.revcor.reproduction.Item;
import org.revcor.reproduction.Outcome;
import org.revcor.reproduction.Result;
import org.revcor.reproduction.Workroom;
import org.revcor.study.EndedStudy;

/** {@code fig8}: averages of noise by units of convolutions, and the kernels of the first. */
final class FilterFigure implements Item {
  private static final double EQUAL = 0.99;
  private static final String TANH = "cifar10-cnn-tanh";

  @Override
  public String name() {
    return "fig8";
  }

  @Override
  public String title() {
    return "Averages of noise by units of convolutions, and kernels";
  }

  @Override
  public Outcome make(Workroom workroom) {
    List<Result> results = new ArrayList<>();
    List<Findings> findings = new ArrayList<>();
    int trials = workroom.count(1_000_000, 20_000);
    kernels(workroom, "mnist-cnn", "conv1.relu", trials, results, findings);
    units(workroom, "mnist-cnn", "conv2.relu", "14 x 14", trials, results, findings);
    kernels(workroom, "cifar10-cnn", "conv1.relu", trials, results, findings);
    int coloured = workroom.count(1_000_000, 1_000);
    units(workroom, "cifar10-cnn", "conv2.relu", "5 x 5", coloured, results, findings);
    if (!workroom.isQuick()) {
      units(workroom, "cifar10-cnn", "conv4.relu", "14 x 14", coloured, results, findings);
      units(workroom, "cifar10-cnn", "conv6.relu", "32 x 32", coloured, results, findings);
    }
    if (isThere(workroom, TANH)) {
      kernels(workroom, TANH, "conv1.tanh", trials, results, findings);
    } else {
      results.add(
          new Result.Quantity(name(), "cifar10-cnn with tanh, conv1: correlation with kernels", "-")
              .notRun(
                  "equal",
                  "no network %s in the store's observers; `revcor train %s` makes one"
                      .formatted(TANH, TANH)));
    }
    return new Outcome(results, findings);
  }

  private static boolean isThere(Workroom workroom, String observer) {
    try {
      workroom.laboratory().observer("observer", observer);
      return true;
    } catch (InvalidInputException notThere) {
      return false;
    }
  }

  private static EndedStudy study(Workroom workroom, String observer, String layer, int trials) {
    String name = "%s-%s".formatted(observer, layer.replace('.', '-'));
    return workroom.study(
        name,
        """
        study {
          name = "%s"
          observer.model = "%s"
          stimulus { kind = white-noise, law = uniform }
          readout { kind = activation, layer = "%s", units = all, at = centre }
          conventions = paper
          seed = 1
          stop.max-trials = %d
        }
        """
            .formatted(name, observer, layer, trials));
  }

  private static String convention(EndedStudy study) {
    return "U[0,1], %,d trials, unit in the middle of each map, response-weighted mean"
        .formatted(study.view().trials());
  }

  private void kernels(
      Workroom workroom,
      String observer,
      String layer,
      int trials,
      List<Result> results,
      List<Findings> findings) {
    EndedStudy study = study(workroom, observer, layer, trials);
    Findings found =
        Analyses.run(
            workroom,
            "filters",
            "%s-%s".formatted(observer, layer.replace('.', '-')),
            Map.of("study", Analyses.folder(study)));
    findings.add(found);
    double[] all =
        Analyses.rows(found, "correlations").stream()
            .mapToDouble(row -> Analyses.number(row, 2))
            .toArray();
    double[] active = Arrays.stream(all).filter(Double::isFinite).map(Math::abs).sorted().toArray();
    results.add(
        new Result.Quantity(
                name(),
                "%s, %s: correlation of averages and kernels, least of %d units"
                    .formatted(observer, layer, active.length),
                convention(study) + ", absolute")
            .words(
                "equal",
                active.length == 0
                    ? "-"
                    : String.format(
                        Locale.ROOT, "%.4f (median %.4f)", active[0], active[active.length / 2]),
                active.length > 0 && active[0] >= EQUAL,
                "units that noise hardly drives have averages of few trials"));
    if (observer.startsWith("cifar")) {
      results.add(
          new Result.Quantity(
                  name(),
                  "%s, %s: units that noise never drives".formatted(observer, layer),
                  convention(study))
              .words(
                  layer.endsWith("tanh") ? "none" : "some, dead by ReLU",
                  "%d of %d".formatted(all.length - active.length, all.length),
                  layer.endsWith("tanh") == (active.length == all.length),
                  active.length == all.length
                      ? "every unit of this network is driven by some noise"
                      : "units of tanh are driven by any noise unless their weights are 0"));
    }
  }

  private void units(
      Workroom workroom,
      String observer,
      String layer,
      String field,
      int trials,
      List<Result> results,
      List<Findings> findings) {
    EndedStudy study = study(workroom, observer, layer, trials);
    findings.add(UnitMaps.of(study, "%s-%s".formatted(observer, layer.replace('.', '-')), layer));
    long reliable =
        study.view().channels().stream()
            .filter(channel -> Reliability.isKnown(channel.reliability()))
            .count();
    int all = study.view().channels().size();
    results.add(
        new Result.Quantity(
                name(),
                "%s, %s: units whose average is reliable (half of its variance or more)"
                    .formatted(observer, layer),
                convention(study))
            .words(
                "pictures of structure, %s".formatted(field),
                "%d of %d, %d x %d"
                    .formatted(
                        reliable, all, study.view().shape().get(1), study.view().shape().get(2)),
                2 * reliable >= all,
                "noise hardly drives most units behind the ReLU, or it takes more trials"));
  }
}
