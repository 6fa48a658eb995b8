package org.revcor.analysis.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.revcor.analysis.template.ClassAreas.Mean;
import org.revcor.estimate.Reliability;
import org.revcor.figure.Columns;
import org.revcor.figure.Figure;

/**
 * What maps say about images of their classes, beside the network itself.
 *
 * @param names names of the classes
 * @param level false discovery rate of the classes that count as validated
 * @param maps areas of the maps
 * @param network areas of the network
 * @param changes of the network's responses by added maps
 * @param predictions of the network's responses by kernels; of no stimuli if maps are no kernels
 * @param note statement about the stimuli of the predictions; empty for none
 */
record Validation(
    List<String> names,
    double level,
    ClassAreas maps,
    ClassAreas network,
    AddedMaps.Changes changes,
    Predictions predictions,
    Optional<String> note) {
  List<String> statements() {
    List<String> statements = new ArrayList<>();
    statements.add(
        ("the maps rank images of their class above others with a mean area under the curve of"
                + " %s over %,d classes; chance is 0.5, the network itself has %.3f")
            .formatted(maps.mean().text(), maps.mean().classes(), network.mean().mean()));
    statements.add(
        maps.suffices(level)
            ? ("%,d of %,d classes with two or more images are validated: their images stand out"
                    + " in their own map more than in maps of other classes, at a false discovery"
                    + " rate of %s; of the network itself %,d")
                .formatted(
                    maps.significant(level), maps.tested(), level, network.significant(level))
            : "no verdict on single classes: too few have a map and two images for a level of %s"
                .formatted(level));
    Mean other = Mean.of(changes.other());
    statements.add(
        ("added to images of other classes at a root mean square of %s, a map changes the log"
                + " probability of its class by %s, %snoise by %.3f%s")
            .formatted(
                AddedMaps.CONTRAST,
                Mean.of(changes.own()).text(),
                other.classes() == 0
                    ? ""
                    : "the map of another class by %.3f, ".formatted(other.mean()),
                Mean.of(changes.noise()).mean(),
                other.classes() == 0
                    ? "; no other class has a map"
                    : "; for %,d of %,d classes the own map raises it more than the other"
                        .formatted(changes.ownAboveOther(), other.classes())));
    if (predictions.stimuli() > 0) {
      statements.add(
          ("on %,d stimuli that the study did not use, the response that a map predicts correlates"
                  + " with that of the network with a mean of %s; a map of another class with %.3f,"
                  + " known maps without noise with %.3f")
              .formatted(
                  predictions.stimuli(),
                  Mean.of(predictions.own()).text(),
                  Mean.of(predictions.other()).mean(),
                  Mean.of(predictions.ceiling()).mean()));
    }
    note.ifPresent(statements::add);
    statements.add(
        "if the network was trained on these images, its own area is larger than on new ones");
    return statements;
  }

  List<Figure> figures() {
    List<Figure> figures = new ArrayList<>(List.of(summary(), addedMaps()));
    if (predictions.stimuli() > 0) {
      figures.add(prediction());
    }
    figures.addAll(List.of(table(), curves()));
    return figures;
  }

  private Figure summary() {
    return new Figure.Table(
        "summary",
        "Mean area under the curve over classes, with 95 % limits",
        List.of("response of", "mean area", "lower", "upper", "classes"),
        List.of(maps.mean().row("the maps"), network.mean().row("the network")));
  }

  private Figure addedMaps() {
    return new Figure.Table(
        "added-maps",
        "Change of a class's log probability by patterns added to images, with 95 % limits",
        List.of("added", "mean change", "lower", "upper", "classes"),
        List.of(
            Mean.of(changes.own()).row("map of the class"),
            Mean.of(changes.other()).row("map of another class"),
            Mean.of(changes.noise()).row("noise")));
  }

  private Figure prediction() {
    return new Figure.Table(
        "prediction",
        "Correlation of predicted and actual responses to other stimuli, with 95 % limits",
        List.of("prediction by", "mean correlation", "lower", "upper", "classes"),
        List.of(
            Mean.of(predictions.own()).row("map of the class"),
            Mean.of(predictions.other()).row("map of another class"),
            Mean.of(predictions.ceiling()).row("known map without noise")));
  }

  private Figure table() {
    boolean hasVerdict = maps.suffices(level);
    return Columns.table(
        "validation",
        "Area under the curve of each class: its own images against the rest",
        names.size(),
        new Columns<Integer>()
            .with("class", names::get)
            .with("images", c -> maps.images()[c])
            .with("area", c -> maps.area()[c])
            .with("false discovery rate", c -> hasVerdict ? maps.rate()[c] : Double.NaN)
            .with("validated", c -> hasVerdict && maps.rate()[c] <= level ? 1 : 0)
            .with("area of the network", c -> network.area()[c])
            .with("change by own map", c -> changes.own()[c])
            .with("change by other map", c -> changes.other()[c])
            .with("change by noise", c -> changes.noise()[c])
            .with("prediction", c -> predictions.own()[c]));
  }

  private Figure curves() {
    double[] share = {0, 1};
    return new Figure.Curves(
        "areas",
        "Areas under the curve in descending order",
        "share of classes",
        "area under the curve",
        List.of(
            descending("maps", maps.defined()),
            descending("network", network.defined()),
            Figure.Curve.line("chance", share, new double[] {0.5, 0.5})));
  }

  /** Returns a curve of values in descending order. */
  static Figure.Curve descending(String name, double[] ascending) {
    int n = ascending.length;
    double[] x = IntStream.range(0, n).mapToDouble(i -> (i + 0.5) / n).toArray();
    double[] y = IntStream.range(0, n).mapToDouble(i -> ascending[n - 1 - i]).toArray();
    return Figure.Curve.line(name, x, y);
  }

  /**
   * How well kernels predict a network's responses to stimuli that they were not estimated from:
   * correlations over the stimuli, NaN for a class without a map.
   *
   * @param stimuli number of stimuli
   * @param own of each class with the prediction of its map
   * @param other of each class with the prediction of another class's map
   * @param ceiling of each known class with the prediction of a map without noise: own over the
   *     root of the reliability; NaN for classes that are not known
   */
  record Predictions(int stimuli, double[] own, double[] other, double[] ceiling) {
    /** Returns correlations of which none is defined. */
    static Predictions none(int classes) {
      double[] undefined = new double[classes];
      Arrays.fill(undefined, Double.NaN);
      return new Predictions(0, undefined, undefined, undefined);
    }

    /**
     * Correlates predictions with responses.
     *
     * @param predicted a row per stimulus with the prediction for each class
     * @param responses the same of the network
     * @param reliability of each known map; NaN for the others
     */
    static Predictions of(float[][] predicted, float[][] responses, double[] reliability) {
      int classes = reliability.length;
      double[] own = new double[classes];
      double[] other = new double[classes];
      double[] ceiling = new double[classes];
      for (int c = 0; c < classes; c++) {
        float[] response = column(responses, c);
        own[c] = Reliability.correlation(column(predicted, c), response);
        other[c] =
            Reliability.correlation(column(predicted, (c + classes / 2) % classes), response);
        ceiling[c] = own[c] / Math.sqrt(reliability[c]);
      }
      return new Predictions(predicted.length, own, other, ceiling);
    }

    private static float[] column(float[][] rows, int column) {
      float[] values = new float[rows.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = rows[i][column];
      }
      return values;
    }
  }
}
