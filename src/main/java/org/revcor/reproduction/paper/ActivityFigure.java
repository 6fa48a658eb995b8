package org.revcor.reproduction.paper;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.revcor.figure.Findings;
import org.revcor.reproduction.Item;
import org.revcor.reproduction.Outcome;
import org.revcor.reproduction.Result;
import org.revcor.reproduction.Workroom;

/** {@code fig20}: activity of layers under noise and under pictures, and distances of classes. */
final class ActivityFigure implements Item {
  private static final String FULLY_CONNECTED = "fc2.relu";
  private static final int LIKENESS = 2;
  private static final int SPECIAL = 3;
  private static final int OF_PICTURES = 4;
  private static final int OF_NOISE = 5;
  private static final int BY_UNIT_OF_PICTURES = 6;
  private static final int BY_UNIT_OF_NOISE = 7;

  @Override
  public String name() {
    return "fig20";
  }

  @Override
  public String title() {
    return "Mean activity of layers by class, under noise and under pictures";
  }

  @Override
  public Outcome make(Workroom workroom) {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("observer", "cifar10-cnn");
    arguments.put("layers", "conv2.relu,conv4.relu,conv6.relu," + FULLY_CONNECTED);
    arguments.put("most", Integer.toString(workroom.count(1_000, 10)));
    arguments.put("noise", Integer.toString(workroom.count(100_000, 400)));
    Findings answered = Analyses.run(workroom, "activations", "by-answer", arguments);
    arguments.put("by", "probability");
    Findings weighed = Analyses.run(workroom, "activations", "by-probability", arguments);
    List<Result> results = new ArrayList<>();
    results.addAll(likeness(answered, "the mean of few classes is much of what noise shows"));
    results.addAll(
        likeness(
            weighed, "by probability, every class has its share of the noise taken for others"));
    results.addAll(distances(answered));
    return new Outcome(results, List.of(answered, weighed));
  }

  private static String convention(Findings found) {
    return "%s, class of noise: %s, %s classes have noise"
        .formatted(
            found.conventions().get("noise"),
            found.conventions().get("classOfNoise"),
            Analyses.rows(found, "counts").stream()
                .filter(row -> Analyses.number(row, 2) > 0)
                .count());
  }

  private List<Result> likeness(Findings found, String why) {
    return List.of(
        largest("layer most alike under noise and pictures", LIKENESS, found, why),
        largest("layer most alike, less the mean of classes", SPECIAL, found, why));
  }

  private List<Result> distances(Findings found) {
    String raw =
        "an L2 distance grows with the number of units, 65,536 in conv2 and 512 in fc2, and the"
            + " paper does not tell how it is scaled";
    String byUnit = "convolutions of this network differ more between classes";
    String layer = "layer with the largest L2 distance of classes";
    return List.of(
        largest(layer + ", pictures", OF_PICTURES, found, raw),
        largest(layer + ", noise", OF_NOISE, found, raw),
        largest(layer + " by root of units, pictures", BY_UNIT_OF_PICTURES, found, byUnit),
        largest(layer + " by root of units, noise", BY_UNIT_OF_NOISE, found, byUnit));
  }

  private Result largest(String quantity, int column, Findings found, String why) {
    List<List<Object>> layers = Analyses.rows(found, "layers");
    List<Object> most =
        layers.stream()
            .max(Comparator.comparingDouble(row -> Analyses.number(row, column)))
            .orElseThrow();
    List<String> all = new ArrayList<>();
    for (List<Object> row : layers) {
      all.add(String.format(Locale.ROOT, "%s %.3g", row.getFirst(), Analyses.number(row, column)));
    }
    return new Result.Quantity(name(), quantity, convention(found))
        .words("fc", String.join(", ", all), most.getFirst().equals(FULLY_CONNECTED), why);
  }
}
