package org.revcor.analysis.attack;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.revcor.analysis.attack.AttackSweep.Perceptibility;
import org.revcor.analysis.template.Templates;
import org.revcor.figure.Columns;
import org.revcor.figure.Figure;
import org.revcor.figure.FigureText;

/** Statements and figures of an attack. */
record AttackReport(Templates templates, AttackSweep sweep) {
  List<Figure> figures() {
    return List.of(rates(), curves(), perceptibility(), visible(), gallery());
  }

  List<String> statements() {
    List<String> statements = new ArrayList<>();
    int[] order = ascending();
    int from = order.length;
    while (from > 0 && sweep.isEffective(order[from - 1])) {
      from--;
    }
    OptionalInt first = IntStream.of(order).filter(sweep::isEffective).findFirst();
    statements.add(
        "without a template %.1f %% of the stimuli are classified as the target; an attack succeeds halfway from there to all of them, at %.1f %%"
            .formatted(100 * sweep.meanBase(), 50 * (1 + sweep.meanBase())));
    if (from < order.length) {
      statements.add(
          "attacks succeed at gamma %s and above (%s)"
              .formatted(FigureText.shown(sweep.gammas()[order[from]]), summary(order[from])));
    } else if (first.isPresent()) {
      statements.add(
          "attacks succeed at gamma %s (%s), but not at %s"
              .formatted(
                  FigureText.shown(sweep.gammas()[first.getAsInt()]),
                  summary(first.getAsInt()),
                  FigureText.shown(sweep.gammas()[order[order.length - 1]])));
    } else {
      statements.add("attacks succeed at none of the weights");
    }
    statements.addAll(templates.statements());
    return statements;
  }

  /** Returns the indices of the weights, the lowest weight first. */
  private int[] ascending() {
    return IntStream.range(0, sweep.gammas().length)
        .boxed()
        .sorted(Comparator.comparingDouble(g -> sweep.gammas()[g]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private String summary(int g) {
    Perceptibility change = sweep.changes().get(g);
    return "%.1f %%, L2 %.2f, SSIM %.2f"
        .formatted(100 * sweep.mean(g), change.l2(), change.similarity());
  }

  private Figure rates() {
    Columns<Integer> columns = new Columns<Integer>().with("gamma", g -> sweep.gammas()[g]);
    for (int t = 0; t < sweep.rates().length; t++) {
      double[] rates = sweep.rates()[t];
      columns.with(templates.classes().get(sweep.targets().get(t).label()), g -> rates[g]);
    }
    columns.with("mean", sweep::mean);
    return Columns.table("rates", "Share classified as the target", sweep.gammas().length, columns);
  }

  private Figure curves() {
    List<Figure.Curve> curves = new ArrayList<>();
    curves.add(Figure.Curve.line("mean", sweep.gammas(), sweep.means()));
    for (int t = 0; t < sweep.rates().length; t++) {
      String name = templates.classes().get(sweep.targets().get(t).label());
      curves.add(Figure.Curve.line(name, sweep.gammas(), sweep.rates()[t]));
    }
    return new Figure.Curves(
        "curves",
        "Share classified as the target",
        "gamma, the template's weight",
        "share taken for the target",
        curves);
  }

  private Figure perceptibility() {
    return Columns.table(
        "perceptibility",
        "Difference between changed and original stimuli, mean over stimuli and targets",
        sweep.gammas().length,
        new Columns<Integer>()
            .with("gamma", g -> sweep.gammas()[g])
            .with("L2", g -> sweep.changes().get(g).l2())
            .with("L∞", g -> sweep.changes().get(g).largest())
            .with("SSIM", g -> sweep.changes().get(g).similarity())
            .with("taken for the target", sweep::mean));
  }

  private Figure visible() {
    int[] order =
        IntStream.range(0, sweep.gammas().length)
            .boxed()
            .sorted(
                (a, b) ->
                    Double.compare(
                        sweep.changes().get(a).similarity(), sweep.changes().get(b).similarity()))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] similarities =
        IntStream.of(order).mapToDouble(g -> sweep.changes().get(g).similarity()).toArray();
    double[] rates = IntStream.of(order).mapToDouble(sweep::mean).toArray();
    return new Figure.Curves(
        "trade-off",
        "Success of the attack by its visibility",
        "SSIM of stimuli and what they were",
        "share taken for the target",
        List.of(Figure.Curve.line("mean", similarities, rates)));
  }

  /** Returns the first stimulus of each target, in a row by gamma. */
  private Figure gallery() {
    List<Figure.Image> images = new ArrayList<>();
    for (AttackSweep.Target target : sweep.targets()) {
      for (double gamma : sweep.gammas()) {
        float[] values = new float[target.template().length];
        target.at(gamma).put(0, values, 0);
        images.add(
            new Figure.Image(
                "%s, %s"
                    .formatted(templates.classes().get(target.label()), FigureText.shown(gamma)),
                templates,
                values,
                false));
      }
    }
    return new Figure.Gallery(
        "stimuli",
        "The first stimulus with each template, by gamma",
        sweep.gammas().length,
        images);
  }
}
