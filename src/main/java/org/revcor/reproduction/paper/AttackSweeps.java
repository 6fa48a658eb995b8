package org.revcor.reproduction.paper;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.revcor.figure.Findings;
import org.revcor.reproduction.Item;
import org.revcor.reproduction.Outcome;
import org.revcor.reproduction.Result;
import org.revcor.reproduction.Workroom;

/**
 * {@code table2}, {@code fig6}: maps and mean digits mixed into noise and digits.
 *
 * @param stimuli noises, or test pictures, that are shown for each target and γ
 * @param points what the paper tells
 */
record AttackSweeps(String name, String title, int stimuli, List<Point> points) implements Item {
  /**
   * Maps of the CNN, or mean digits, mixed into noise or test pictures. The paper does not tell how
   * mean digits are scaled, so both ways are shown.
   */
  private enum Sweep {
    MAP_IN_NOISE("maps", "noise", "min-max"),
    MAP_IN_DIGITS("maps", "pictures", "min-max"),
    MEAN_IN_NOISE("means", "noise", "min-max"),
    MEAN_IN_DIGITS("means", "pictures", "min-max"),
    UNSCALED_MEAN_IN_NOISE("means", "noise", "raw"),
    UNSCALED_MEAN_IN_DIGITS("means", "pictures", "raw");

    private final String templates;
    private final String into;
    private final String scaling;

    Sweep(String templates, String into, String scaling) {
      this.templates = templates;
      this.into = into;
      this.scaling = scaling;
    }

    String as() {
      return "%s-%s-in-%s".formatted(scaling, templates, into);
    }

    String words() {
      return "%s in %s"
          .formatted(isMap() ? "maps" : "mean digits", into.replace("pictures", "digits"));
    }

    String why() {
      if (isMap()) {
        return WHY_OF_MAPS;
      }
      return scaling.equals("raw") ? WHY_OF_UNSCALED_MEANS : WHY_OF_MEANS;
    }

    boolean isMap() {
      return this == MAP_IN_NOISE || this == MAP_IN_DIGITS;
    }
  }

  /** A rate that the paper gives, at γ = gamma/10. */
  private record Point(Sweep sweep, int gamma, double paper) {}

  private static final double TOLERANCE = 0.06;
  private static final String WHY_OF_MAPS =
      "these are the maps themselves, min-max scaled; the authors mixed in a screenshot of their"
          + " plot";
  private static final String WHY_OF_UNSCALED_MEANS =
      "mean digits reach 1 nowhere; min-max scaled they are brighter";
  private static final String WHY_OF_MEANS = "another network of the same recipe";

  static final AttackSweeps TABLE =
      new AttackSweeps(
          "table2",
          "How often noise and digits are taken for the target, by the weight of map or mean digit",
          10_000,
          table());

  static final AttackSweeps FIGURE =
      new AttackSweeps(
          "fig6",
          "Targeted attacks with maps and mean digits, and what is seen of them",
          2_000,
          List.of(
              new Point(Sweep.MAP_IN_DIGITS, 8, 0.21),
              new Point(Sweep.MAP_IN_NOISE, 5, 0.207),
              new Point(Sweep.MEAN_IN_DIGITS, 8, 0.994),
              new Point(Sweep.MEAN_IN_NOISE, 8, 1)));

  private static List<Point> table() {
    List<Point> points = new ArrayList<>();
    add(
        points,
        Sweep.MAP_IN_NOISE,
        0.1,
        0.113,
        0.127,
        0.149,
        0.174,
        0.207,
        0.271,
        0.429,
        0.666,
        0.743,
        0.9);
    add(
        points,
        Sweep.MAP_IN_DIGITS,
        0.1,
        0.1,
        0.1,
        0.1,
        0.101,
        0.102,
        0.105,
        0.123,
        0.214,
        0.587,
        0.9);
    double[] inNoise = {0.1, 0.127, 0.179, 0.313, 0.618, 0.842, 0.986, 1, 1, 1, 1};
    double[] inDigits = {0.1, 0.101, 0.103, 0.109, 0.149, 0.28, 0.534, 0.83, 0.994, 1, 1};
    add(points, Sweep.MEAN_IN_NOISE, inNoise);
    add(points, Sweep.MEAN_IN_DIGITS, inDigits);
    add(points, Sweep.UNSCALED_MEAN_IN_NOISE, inNoise);
    add(points, Sweep.UNSCALED_MEAN_IN_DIGITS, inDigits);
    return points;
  }

  private static void add(List<Point> points, Sweep sweep, double... rates) {
    for (int gamma = 0; gamma < rates.length; gamma++) {
      points.add(new Point(sweep, gamma, rates[gamma]));
    }
  }

  @Override
  public Outcome make(Workroom workroom) {
    int count = workroom.count(stimuli, 100);
    String maps = Analyses.folder(NoiseStudies.white(workroom, "mnist-cnn"));
    List<Result> results = new ArrayList<>();
    List<Findings> findings = new ArrayList<>();
    for (Sweep sweep : points.stream().map(Point::sweep).distinct().toList()) {
      Map<String, String> arguments = new HashMap<>();
      arguments.put("observer", "mnist-cnn");
      arguments.put("into", sweep.into);
      arguments.put("among", "all");
      arguments.put("count", "" + count);
      arguments.put("scaling", sweep.scaling);
      arguments.put(sweep.isMap() ? "study" : "means", sweep.isMap() ? maps : "mnist");
      Findings one = Analyses.run(workroom, "attack", sweep.as(), arguments);
      findings.add(one);
      points.stream()
          .filter(point -> point.sweep() == sweep)
          .map(point -> result(point, one, count))
          .forEach(results::add);
    }
    return new Outcome(results, findings);
  }

  private Result result(Point point, Findings found, int count) {
    List<Object> row = Analyses.rows(found, "rates").get(point.gamma());
    return new Result.Quantity(
            name,
            String.format(
                Locale.ROOT,
                "%s, gamma %.1f: share taken for the target",
                point.sweep().words(),
                point.gamma() / 10.0),
            "%s, %,d stimuli a target, all classes among them"
                .formatted(point.sweep().scaling, count))
        .number(
            point.paper(), Analyses.number(row, row.size() - 1), TOLERANCE, point.sweep().why());
  }
}
