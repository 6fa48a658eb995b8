package org.revcor.reproduction.paper;

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

/** {@code fig7c}: frogs that become cars by the activity of noise that is taken for cars. */
final class FrogToCar implements Item {
  /** Share of the frog's activity from which on a mixture counts as one. */
  private static final double LEAST_MIXED = 0.2;

  @Override
  public String name() {
    return "fig7c";
  }

  @Override
  public String title() {
    return "Frogs with noise activity of cars mixed into conv6";
  }

  @Override
  public Outcome make(Workroom workroom) {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("observer", "cifar10-cnn");
    arguments.put("classes", "frog");
    arguments.put("targets", "automobile");
    arguments.put("layers", "conv6,input");
    arguments.put("most", Integer.toString(workroom.count(500, 20)));
    arguments.put("noise", Integer.toString(workroom.count(20_000, 400)));
    arguments.put("levels", workroom.isQuick() ? "0:0.2:1" : "0:0.05:1");
    Findings found = Analyses.run(workroom, "injection", "frog-to-car", arguments);
    double[] levels = ((Figure.Curves) found.figure("conv6")).curves().getFirst().x();
    double[] rates = ((Figure.Curves) found.figure("conv6")).curves().getFirst().y();
    double most = 0;
    for (int i = 0; i < rates.length; i++) {
      boolean mixed = levels[i] >= LEAST_MIXED && levels[i] < 1;
      most = mixed && rates[i] > most ? rates[i] : most;
    }
    StringBuilder curve = new StringBuilder();
    for (int i = 0; i < rates.length; i += Math.max(1, rates.length / 5)) {
      curve.append(
          String.format(Locale.ROOT, "%s%.2f at γ %.2f", i == 0 ? "" : ", ", rates[i], levels[i]));
    }
    return new Outcome(
        List.of(
            new Result.Quantity(
                    name(),
                    "share of frogs taken for a car with conv6 activity of cars mixed in",
                    "%s; %s noise stimuli taken for a car"
                        .formatted(
                            found.conventions().get("pictures"),
                            String.format(
                                Locale.ROOT,
                                "%.0f",
                                Analyses.number(Analyses.rows(found, "targets").getFirst(), 2))))
                .words(
                    "a frog becomes a car",
                    curve.toString(),
                    most >= 0.5,
                    Double.isNaN(rates[0])
                        ? "no noise is taken for a car"
                        : rates[0] >= 0.5
                            ? String.format(
                                Locale.ROOT,
                                "only where next to nothing of the frog is left, below γ %.1f",
                                LEAST_MIXED)
                            : "not even where nothing of the frog is left")),
        List.of(found));
  }
}
