package org.revcor.reproduction.paper;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.revcor.figure.Findings;
import org.revcor.reproduction.Claim;
import org.revcor.reproduction.Criterion;
import org.revcor.reproduction.Item;
import org.revcor.reproduction.Measure;
import org.revcor.reproduction.Outcome;
import org.revcor.reproduction.Workroom;

/** {@code fig7c}: frogs that become cars by the activity of noise that is taken for cars. */
final class FrogToCar implements Item {
  private static final String MIXED = "frogs taken for cars/half of the frog's activity";
  private static final String PLAIN = "frogs taken for cars/the frog's activity alone";

  @Override
  public String name() {
    return "fig7c";
  }

  @Override
  public String title() {
    return "Frogs with noise activity of cars mixed into conv6";
  }

  @Override
  public List<Claim> claims(Set<String> measured) {
    return List.of(
        new Claim(
            "share of frogs taken for a car with as much conv6 activity of cars mixed in, gamma 0.5",
            "a frog becomes a car",
            new Criterion.Beyond(MIXED, true, 0.5, "most frogs")),
        new Claim(
            "the same beside frogs as they are",
            "activity of cars draws frogs to cars",
            new Criterion.Larger(MIXED, List.of(PLAIN))));
  }

  @Override
  public Outcome make(Workroom workroom) {
    Map<String, String> arguments = new LinkedHashMap<>();
    int most = workroom.count(500, 20);
    arguments.put("observer", "cifar10-cnn");
    arguments.put("classes", "frog");
    arguments.put("targets", "automobile");
    arguments.put("layers", "conv6,input");
    arguments.put("most", Integer.toString(most));
    arguments.put("noise", Integer.toString(workroom.count(20_000, 400)));
    arguments.put("levels", workroom.isQuick() ? "0:0.25:1" : "0:0.05:1");
    Findings found = Analyses.run(workroom, "injection", "frog-to-car", arguments);
    String convention =
        String.format(
            Locale.ROOT,
            "%s; %,.0f noise stimuli taken for a car",
            found.conventions().get("pictures"),
            Analyses.number(Analyses.rows(found, "targets").getFirst(), 2));
    Map<String, Measure> measures = new LinkedHashMap<>();
    measures.put(MIXED, Analyses.rate(found, "conv6", 0, 0.5, most, convention));
    measures.put(PLAIN, Analyses.rate(found, "conv6", 0, 1, most, convention));
    return new Outcome(measures, List.of(found));
  }
}
