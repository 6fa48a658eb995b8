package org.revcor.reproduction.paper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.revcor.figure.Figure;
import org.revcor.figure.Findings;
import org.revcor.reproduction.Item;
import org.revcor.reproduction.Outcome;
import org.revcor.reproduction.Result;
import org.revcor.reproduction.Workroom;

/** {@code fig9}: psychometric curves of the CNN of MNIST, at rest and stimulated either way. */
final class PsychometricFigure implements Item {
  private static final String DOSES = "-10,10";

  /** What "almost all" digits are. */
  private static final double MOST_OF = 0.8;

  private static final String OTHER_NETWORK =
      "which maps help a digit depends on the network; the paper calls the effect of"
          + " convolutions inconsistent";

  @Override
  public String name() {
    return "fig9";
  }

  @Override
  public String title() {
    return "Psychometric curves of the CNN, and how stimulation shifts them";
  }

  /** What all figures of stimulation of the CNN are made with. */
  static Map<String, String> arguments(Workroom workroom) {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("observer", "mnist-cnn");
    arguments.put("most", Integer.toString(workroom.count(2_000, 60)));
    arguments.put("levels", workroom.isQuick() ? "0:0.1:1" : "0:0.05:1");
    arguments.put("replicates", Integer.toString(workroom.count(200, 20)));
    return arguments;
  }

  /** What figures of stimulation depend on. */
  static String convention(Workroom workroom) {
    return "test pictures (%s of a digit), U[0,1], a draw of noise each; mean over maximum by map, fc1 undivided"
        .formatted(workroom.isQuick() ? "60" : "all");
  }

  @Override
  public Outcome make(Workroom workroom) {
    Map<String, String> arguments = arguments(workroom);
    Findings rest = Analyses.run(workroom, "psychometric", "at-rest", arguments);
    Findings fc = new DoseShifts.Target("fc1", "0.01").stimulate(workroom, "fc1", DOSES, arguments);
    Findings conv2 =
        new DoseShifts.Target("conv2", "1").stimulate(workroom, "conv2", DOSES, arguments);
    Findings conv1 =
        new DoseShifts.Target("conv1", "0.1")
            .stimulate(workroom, "conv1", "-100,-10,10,100", arguments);
    String convention = convention(workroom);
    List<Result> results = new ArrayList<>(atRest(rest, convention));
    DoseShifts raised = DoseShifts.of(fc, 10);
    results.add(
        quantity("A: fc1 raised, k = 10: curves that shift", convention)
            .words(
                "all left",
                raised.words(),
                raised.left().size() == raised.distances().size(),
                "a digit that noise is taken for anyway has no room to the left"));
    DoseShifts second = DoseShifts.of(conv2, 10);
    results.add(
        quantity("B: conv2 raised, k = 10: curves of 0 and 1", convention)
            .words(
                "right",
                "0 %+.3f, 1 %+.3f".formatted(distance(second, "0"), distance(second, "1")),
                second.right().containsAll(List.of("0", "1")),
                OTHER_NETWORK));
    results.add(
        quantity("B: conv2 raised, k = 10: curve of 3", convention)
            .words(
                "left",
                "3 %+.3f; %s".formatted(distance(second, "3"), second.words()),
                second.left().contains("3"),
                OTHER_NETWORK));
    results.add(shared(conv1, "raised", 10, convention));
    results.add(shared(conv1, "lowered", -10, convention));
    return new Outcome(results, List.of(rest, fc, conv2, conv1));
  }

  /** The paper says that conv1 has features that all digits share. */
  private Result shared(Findings conv1, String biases, int dose, String convention) {
    DoseShifts shifts = DoseShifts.of(conv1, dose);
    return quantity(
            "C: conv1 %s, k = %d (and ten times that): curves that shift".formatted(biases, dose),
            convention)
        .words(
            "almost all right",
            "%s (%s)".formatted(shifts.words(), DoseShifts.of(conv1, 10 * dose).words()),
            shifts.right().size() >= MOST_OF * shifts.distances().size(),
            "fewer than eight of ten shift to the right at this dose");
  }

  private Result.Quantity quantity(String quantity, String convention) {
    return new Result.Quantity(name(), quantity, convention);
  }

  private static double distance(DoseShifts shifts, String name) {
    return shifts.distances().getOrDefault(name, Double.NaN);
  }

  private List<Result> atRest(Findings rest, String convention) {
    List<String> high = new ArrayList<>();
    double least = 1;
    for (Figure.Curve curve : ((Figure.Curves) rest.figure("curves")).curves()) {
      if (curve.dots()) {
        double[] rates = curve.y();
        least = Math.min(least, rates[rates.length - 1]);
        if (rates[0] > 0.1) {
          high.add(String.format(Locale.ROOT, "%s %.2f", curve.name(), rates[0]));
        }
      }
    }
    List<List<Object>> rows = Analyses.rows(rest, "thresholds");
    double[] thresholds =
        rows.stream()
            .mapToDouble(row -> Analyses.number(row, 2))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    return List.of(
        quantity("at rest: rate under noise alone", convention)
            .words(
                "0",
                high.isEmpty()
                    ? "below .1 for all digits"
                    : "below .1 but for " + String.join(", ", high),
                high.isEmpty(),
                "the digit that takes most noise (Fig 2A) is answered without any signal"),
        quantity("at rest: least rate of pictures without noise", convention)
            .number(1, least, 0.03, "errors of the network"),
        quantity("at rest: curves with a threshold, and its range in γ", convention)
            .words(
                "S-shaped",
                thresholds.length == 0
                    ? "none"
                    : String.format(
                        Locale.ROOT,
                        "%d of %d, %.3f to %.3f",
                        thresholds.length,
                        rows.size(),
                        thresholds[0],
                        thresholds[thresholds.length - 1]),
                thresholds.length >= rows.size() - 1,
                "curves without a threshold within the levels"));
  }
}
