package org.revcor.analysis.template;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.revcor.analysis.template.ClassAreas.Mean;
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
 */
record Validation(
    List<String> names,
    double level,
    ClassAreas maps,
    ClassAreas network,
    AddedMaps.Changes changes) {
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
    statements.add(
        "if the network was trained on these images, its own area is larger than on new ones");
    return statements;
  }

  List<Figure> figures() {
    return List.of(summary(), addedMaps(), table(), curves());
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
            .with("change by noise", c -> changes.noise()[c]));
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
}
