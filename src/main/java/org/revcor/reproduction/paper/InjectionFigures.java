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

/** {@code fig21}: what noise activity of each class does to pictures of others, by layer. */
final class InjectionFigures implements Item {
  private static final int LAYER = 0;
  private static final int CLASS = 1;
  private static final int RATE = 3;
  private static final double RAISED = 0.05;

  /** Share of the picture's own activity from which on a mixture counts as one. */
  private static final double LEAST_OF_ITS_OWN = 0.1;

  @Override
  public String name() {
    return "fig21";
  }

  @Override
  public String title() {
    return "Noise activity of each class mixed into layers";
  }

  @Override
  public Outcome make(Workroom workroom) {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("observer", "cifar10-cnn");
    arguments.put("layers", "input,conv2,conv4,conv6");
    arguments.put("by", "probability");
    arguments.put("most", Integer.toString(workroom.count(100, 1)));
    arguments.put("noise", Integer.toString(workroom.count(20_000, 300)));
    arguments.put("levels", workroom.isQuick() ? "0:0.25:1" : "0:0.1:1");
    if (workroom.isQuick()) {
      arguments.put("targets", "bird,cat,frog,horse");
    }
    Findings coloured = Analyses.run(workroom, "injection", "cifar10-cnn", arguments);
    arguments.remove("targets");
    arguments.put("observer", "mnist-cnn");
    arguments.put("layers", "input,conv1,conv2,fc1");
    arguments.put("most", Integer.toString(workroom.count(200, 5)));
    arguments.put("noise", Integer.toString(workroom.count(200_000, 2_000)));
    Findings digits = Analyses.run(workroom, "injection", "mnist-cnn", arguments);
    List<Result> results = new ArrayList<>();
    for (String layer : List.of("input", "conv2", "conv4", "conv6")) {
      results.add(drawn(coloured, layer));
    }
    results.add(easiest(coloured));
    results.add(layers(coloured));
    return new Outcome(results, List.of(coloured, digits));
  }

  private static String convention(Findings found) {
    return "%s; noise %s, class %s"
        .formatted(
            found.conventions().get("pictures"),
            found.conventions().get("noise"),
            found.conventions().get("classOfNoise"));
  }

  /** Whether pictures are drawn to classes at some mixture. */
  private Result drawn(Findings found, String layer) {
    Figure.Curves curves = (Figure.Curves) found.figure(layer);
    List<String> words = new ArrayList<>();
    int raised = 0;
    for (Figure.Curve curve : curves.curves()) {
      double[] rates = curve.y();
      int most = firstOfSome(curve.x());
      for (int i = most; i < rates.length; i++) {
        most = rates[i] > rates[most] ? i : most;
      }
      raised += rates[most] > rates[rates.length - 1] + RAISED ? 1 : 0;
      words.add(
          String.format(
              Locale.ROOT, "%s %.2f at γ %.1f", curve.name(), rates[most], curve.x()[most]));
    }
    return new Result.Quantity(
            name(),
            "%s: largest rate of answers with the class mixed in".formatted(layer),
            convention(found))
        .words(
            "above that of unchanged pictures for most classes",
            String.join(", ", words),
            2 * raised > curves.curves().size(),
            "mean noise activity of most classes is answered with another, which draws the"
                + " pictures to itself");
  }

  /** Where something of the picture's own activity is left. */
  private static int firstOfSome(double[] levels) {
    int first = 0;
    while (first < levels.length - 1 && levels[first] < LEAST_OF_ITS_OWN) {
      first++;
    }
    return first;
  }

  private Result easiest(Findings found) {
    Map<String, Double> byClass = new LinkedHashMap<>();
    List<List<Object>> rows = Analyses.rows(found, "targets");
    long layers = rows.stream().map(row -> row.get(LAYER)).distinct().count();
    for (List<Object> row : rows) {
      byClass.merge(row.get(CLASS).toString(), Analyses.number(row, RATE) / layers, Double::sum);
    }
    List<Map.Entry<String, Double>> ordered =
        byClass.entrySet().stream()
            .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
            .toList();
    String words =
        String.format(
            Locale.ROOT,
            "easiest %s (mean rate over γ and layers %.3f), then %s; hardest %s (%.3f)",
            ordered.getFirst().getKey(),
            ordered.getFirst().getValue(),
            ordered.get(1).getKey(),
            ordered.getLast().getKey(),
            ordered.getLast().getValue());
    return new Result.Quantity(
            name(), "classes that are easy and hard to draw to", convention(found))
        .words(
            "easy: cat, bird; hard: horse",
            words,
            List.of("cat", "bird").contains(ordered.getFirst().getKey())
                && ordered.getLast().getKey().equals("horse"),
            "another network, which takes noise for other classes");
  }

  /** The layer at which each class is drawn to most. */
  private Result layers(Findings found) {
    Map<String, List<Object>> best = new LinkedHashMap<>();
    for (List<Object> row : Analyses.rows(found, "targets")) {
      best.merge(
          row.get(CLASS).toString(),
          row,
          (a, b) -> Analyses.number(a, RATE) >= Analyses.number(b, RATE) ? a : b);
    }
    List<String> words = new ArrayList<>();
    best.forEach((name, row) -> words.add("%s %s".formatted(name, row.get(LAYER))));
    long layers = best.values().stream().map(row -> row.get(LAYER)).distinct().count();
    return new Result.Quantity(name(), "layer with most influence, by class", convention(found))
        .words(
            "differs between classes",
            String.join(", ", words),
            layers > 1,
            "one layer has most influence for all classes");
  }
}
