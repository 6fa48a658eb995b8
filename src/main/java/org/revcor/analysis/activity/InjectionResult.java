package org.revcor.analysis.activity;

import java.util.ArrayList;
import java.util.List;
import org.revcor.analysis.ClassImages;
import org.revcor.figure.Figure;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.ObserverDescription;

/**
 * The rates of responses to mixed activity, as sentences and figures.
 *
 * @param targets classes mixed in
 * @param means noise activity of each layer
 * @param levels shares of the image's own activity, ascending
 * @param rates rates by layer, class and level
 */
record InjectionResult(
    ClassImages subjects,
    List<LayerDescription> layers,
    int[] targets,
    List<MeanActivations> means,
    double[] levels,
    double[][][] rates) {

  List<String> statements() {
    ObserverDescription observer = subjects.source().description();
    MeanActivations noise = means.getFirst();
    List<String> statements = new ArrayList<>();
    for (int l = 0; l < layers.size(); l++) {
      int easiest = -1;
      int hardest = -1;
      for (int t = 0; t < targets.length; t++) {
        double mean = mean(rates[l][t]);
        if (!Double.isNaN(mean)) {
          easiest = easiest < 0 || mean > mean(rates[l][easiest]) ? t : easiest;
          hardest = hardest < 0 || mean < mean(rates[l][hardest]) ? t : hardest;
        }
      }
      if (easiest >= 0) {
        statements.add(
            ("At %s the network changes most easily to %s (mean rate over γ %.3f), least easily"
                    + " to %s (%.3f)")
                .formatted(
                    layers.get(l).name(),
                    observer.classes().get(targets[easiest]),
                    mean(rates[l][easiest]),
                    observer.classes().get(targets[hardest]),
                    mean(rates[l][hardest])));
      }
    }
    List<String> empty = new ArrayList<>();
    for (int target : targets) {
      if (noise.weights()[target] == 0) {
        empty.add(observer.classes().get(target));
      }
    }
    if (!empty.isEmpty()) {
      statements.add("No noise is classified as " + String.join(", ", empty));
    }
    return statements;
  }

  /** Returns the area under a curve by the trapezoid rule, divided by its range. */
  private double mean(double[] curve) {
    double area = 0;
    for (int i = 1; i < levels.length; i++) {
      area += (curve[i] + curve[i - 1]) * (levels[i] - levels[i - 1]) / 2;
    }
    return area / (levels[levels.length - 1] - levels[0]);
  }

  List<Figure> figures() {
    ObserverDescription observer = subjects.source().description();
    List<List<Object>> rows = new ArrayList<>();
    List<Figure> figures = new ArrayList<>();
    List<String> files = Figure.names(layers.stream().map(LayerDescription::name).toList());
    for (int l = 0; l < layers.size(); l++) {
      List<Figure.Curve> curves = new ArrayList<>();
      for (int t = 0; t < targets.length; t++) {
        String target = observer.classes().get(targets[t]);
        rows.add(
            List.of(
                layers.get(l).name(),
                target,
                means.get(l).weights()[targets[t]],
                mean(rates[l][t]),
                half(rates[l][t])));
        curves.add(Figure.Curve.line(target, levels, rates[l][t]));
      }
      figures.add(
          new Figure.Curves(
              files.get(l),
              "Misclassified as the class mixed in at " + layers.get(l).name(),
              "share γ of the image's own activity",
              "rate",
              curves));
    }
    figures.addFirst(
        new Figure.Table(
            "targets",
            "Classes mixed in",
            List.of("layer", "class", "noise stimuli", "mean rate over γ", "rate 1/2 at γ"),
            rows));
    for (int l = 0; l < layers.size(); l++) {
      if (layers.get(l).units() == observer.values() && layers.get(l).name().equals("input")) {
        figures.add(examples(means.get(l)));
      }
    }
    return figures;
  }

  /** Returns the largest γ with a rate of at least one half; NaN for none. */
  private double half(double[] curve) {
    for (int i = levels.length - 1; i >= 0; i--) {
      if (curve[i] >= 0.5) {
        return levels[i];
      }
    }
    return Double.NaN;
  }

  /** Shows an image at every level, for each target. */
  private Figure examples(MeanActivations input) {
    ObserverDescription observer = subjects.source().description();
    int[] labels = InjectionAnalysis.labels(subjects);
    List<Figure.Image> images = new ArrayList<>();
    for (int target : targets) {
      int[] others = InjectionAnalysis.others(labels, target);
      if (others.length == 0 || input.weights()[target] == 0) {
        continue;
      }
      float[] image = new float[observer.values()];
      subjects.stimuli().put(others[0], image, 0);
      for (double level : levels) {
        float[] mixed = new float[image.length];
        for (int i = 0; i < mixed.length; i++) {
          mixed[i] = (float) (level * image[i] + (1 - level) * input.means()[target][i]);
        }
        images.add(
            new Figure.Image(
                "%s γ %.2f".formatted(observer.classes().get(target), level),
                observer,
                mixed,
                false));
      }
    }
    return new Figure.Gallery(
        "examples", "An image with noise of each class mixed in", levels.length, images);
  }
}
