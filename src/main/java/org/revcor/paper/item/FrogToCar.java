package org.revcor.paper.item;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.revcor.figure.AnalysisResult;
import org.revcor.paper.ComparisonCriterion;
import org.revcor.paper.Item;
import org.revcor.paper.Item.Claim;
import org.revcor.paper.Measure;
import org.revcor.paper.ReproductionContext;

/**
 * {@code fig7c}: frogs classified as cars after injection of the activity of noise classified as
 * cars.
 */
final class FrogToCar extends Item {
  private static final String MIXED = "frogs classified as cars/mean over gamma";
  private static final String PLAIN = "frogs classified as cars/the frog's activity alone";
  private static final int RATE = 3;

  FrogToCar() {
    super("fig7c", "Frogs with noise activity of cars mixed into conv6");
  }

  @Override
  public List<Claim> claims(Set<String> measured) {
    return List.of(
        new Claim(
            "share of frogs classified as a car with conv6 activity of cars mixed in, mean over"
                + " gamma, beside frogs as they are",
            "a frog becomes a car",
            new ComparisonCriterion.Larger(MIXED, List.of(PLAIN))));
  }

  @Override
  public void reproduce(ReproductionContext context) {
    Map<String, String> arguments = new LinkedHashMap<>();
    int most = context.count(500, 20);
    arguments.put("observer", "cifar10-cnn");
    arguments.put("classes", "frog");
    arguments.put("targets", "automobile");
    arguments.put("layers", "conv6,input");
    arguments.put("most", Integer.toString(most));
    arguments.put("noise", Integer.toString(context.count(20_000, 400)));
    arguments.put("levels", context.isQuick() ? "0:0.25:1" : "0:0.05:1");
    AnalysisResult found = context.analyse("injection", "frog-to-car", arguments);
    String convention =
        "%s; %,.0f noise stimuli classified as a car"
            .formatted(
                found.conventions().get("images"),
                NamedAnalyses.number(NamedAnalyses.rows(found, "targets").getFirst(), 2));
    context.put(
        MIXED,
        Measure.share(
            NamedAnalyses.number(NamedAnalyses.rows(found, "targets").getFirst(), RATE),
            most,
            convention + "; the error is at most that of one gamma"));
    context.put(PLAIN, NamedAnalyses.rate(found, "conv6", 0, 1, most, convention));
  }
}
