package org.revcor.paper;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;

/**
 * Activity of layers. {@code fig20}: under noise and images. {@code fig21} and {@code fig7c}: noise
 * activity of a class mixed into images of other classes.
 */
final class ActivityFigures {
  private static final List<String> LAYERS = List.of("input", "conv2", "conv4", "conv6");
  private static final int CLASS = 1;
  private static final int RATE = 3;
  private static final int OTHER_CLASSES = 9;

  /** Columns of the table of layers of {@code activations}. */
  private static final Map<String, Integer> DISTANCES =
      Map.of(
          "distance, images", 4,
          "distance, noise", 5,
          "distance by root of units, images", 6,
          "distance by root of units, noise", 7);

  private ActivityFigures() {}

  /** Activity of layers by class, and distances between classes. */
  static void measureLayers(ReproductionContext context) {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("observer", "cifar10-cnn");
    arguments.put("layers", "conv2.relu,conv4.relu,conv6.relu,fc2.relu");
    arguments.put("most", Integer.toString(context.count(1_000, 10)));
    arguments.put("noise", Integer.toString(context.count(100_000, 400)));
    AnalysisResult found = context.analyse("activations", "by-response", arguments);
    arguments.put("by", "probability");
    context.analyse("activations", "by-probability", arguments);
    String convention =
        "%s, class of noise: %s, %d classes have noise"
            .formatted(
                found.conventions().get("noise"),
                found.conventions().get("classOfNoise"),
                Measuring.rows(found, "counts").stream()
                    .filter(row -> Measuring.number(row, 2) > 0)
                    .count());
    Figure.Matrix likeness = (Figure.Matrix) found.figure("likeness");
    for (int i = 0; i < likeness.rows().size(); i++) {
      context.put(
          "likeness/" + likeness.rows().get(i),
          Likeness.mean(
              likeness.values()[i],
              convention + "; correlation over units, less the mean of classes"));
    }
    for (List<Object> row : Measuring.rows(found, "layers")) {
      DISTANCES.forEach(
          (quantity, column) ->
              context.put(
                  "%s/%s".formatted(quantity, row.getFirst()),
                  Measure.withUnknownError(
                      Measuring.number(row, column), convention + "; mean over pairs of classes")));
    }
  }

  static void measureFrogs(ReproductionContext context) {
    int most = context.count(500, 20);
    AnalysisResult found =
        context.analyse(
            "injection",
            "frog-to-car",
            Map.of(
                "observer", "cifar10-cnn",
                "classes", "frog",
                "targets", "automobile",
                "layers", "conv6,input",
                "most", Integer.toString(most),
                "noise", Integer.toString(context.count(20_000, 400)),
                "levels", context.isQuick() ? "0:0.25:1" : "0:0.05:1"));
    List<Object> target = Measuring.rows(found, "targets").getFirst();
    String convention =
        "%s; %,.0f noise stimuli classified as a car"
            .formatted(found.conventions().get("images"), Measuring.number(target, 2));
    context.put(
        "frogs classified as cars/mean over gamma",
        Measure.share(
            Measuring.number(target, RATE),
            most,
            convention + "; the error is at most that of one gamma"));
    context.put(
        "frogs classified as cars/the frog's activity alone",
        Measuring.rate(found, "conv6", 0, 1, most, convention));
  }

  /** Noise activity of each class, by layer. */
  static void measureInjections(ReproductionContext context) {
    Map<String, String> arguments = new LinkedHashMap<>();
    int most = context.count(100, 1);
    arguments.put("observer", "cifar10-cnn");
    arguments.put("layers", String.join(",", LAYERS));
    arguments.put("by", "probability");
    arguments.put("most", Integer.toString(most));
    arguments.put("noise", Integer.toString(context.count(20_000, 300)));
    arguments.put("levels", context.isQuick() ? "0:0.25:1" : "0:0.1:1");
    if (context.isQuick()) {
      arguments.put("targets", "bird,cat,frog,horse");
    }
    AnalysisResult coloured = context.analyse("injection", "cifar10-cnn", arguments);
    arguments.remove("targets");
    arguments.put("observer", "mnist-cnn");
    arguments.put("layers", "input,conv1,conv2,fc1");
    arguments.put("most", Integer.toString(context.count(200, 5)));
    arguments.put("noise", Integer.toString(context.count(200_000, 2_000)));
    context.analyse("injection", "mnist-cnn", arguments);
    measureInjections(context, coloured, OTHER_CLASSES * most);
  }

  private static void measureInjections(
      ReproductionContext context, AnalysisResult found, int images) {
    String convention =
        "%s; noise %s, class %s"
            .formatted(
                found.conventions().get("images"),
                found.conventions().get("noise"),
                found.conventions().get("classOfNoise"));
    List<Figure.Curve> classes = ((Figure.Curves) found.figure(LAYERS.getFirst())).curves();
    Set<String> best = new TreeSet<>();
    Comparator<Measure> bySize = Comparator.comparingDouble(Measure::value);
    for (int c = 0; c < classes.size(); c++) {
      int curve = c;
      String name = classes.get(c).name();
      List<Measure> means =
          LAYERS.stream()
              .map(layer -> Measure.share(meanRate(found, layer, name), images, convention))
              .toList();
      context.put(
          "rate/%s, half mixed in".formatted(name),
          LAYERS.stream()
              .map(layer -> Measuring.rate(found, layer, curve, 0.5, images, convention))
              .max(bySize)
              .orElseThrow());
      context.put(
          "rate/%s, images as they are".formatted(name),
          Measuring.rate(found, LAYERS.getFirst(), c, 1, images, convention));
      context.put(
          "mean rate/" + name,
          Measure.share(
              means.stream().mapToDouble(Measure::value).average().orElseThrow(),
              images,
              convention));
      List<Measure> ordered = means.stream().sorted(bySize.reversed()).toList();
      double error = Math.hypot(ordered.get(0).error(), ordered.get(1).error());
      if (ordered.get(0).value() - ordered.get(1).value() > Criterion.ERRORS * error) {
        best.add(LAYERS.get(means.indexOf(ordered.getFirst())));
      }
    }
    context.put(
        "layers of most influence",
        new Measure(
            best.size(), 0, "%d: %s".formatted(best.size(), String.join(", ", best)), convention));
  }

  private static double meanRate(AnalysisResult found, String layer, String name) {
    return Measuring.rows(found, "targets").stream()
        .filter(row -> row.getFirst().equals(layer) && row.get(CLASS).equals(name))
        .mapToDouble(row -> Measuring.number(row, RATE))
        .findFirst()
        .orElseThrow();
  }
}
