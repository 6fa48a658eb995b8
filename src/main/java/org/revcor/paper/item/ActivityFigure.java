package org.revcor.paper.item;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.paper.ComparisonCriterion;
import org.revcor.paper.Criterion;
import org.revcor.paper.Item;
import org.revcor.paper.Item.Claim;
import org.revcor.paper.Measure;
import org.revcor.paper.ReproductionContext;

/** {@code fig20}: activity of layers under noise and images, and distances between classes. */
final class ActivityFigure extends Item {
  private static final List<String> CONVOLUTIONS =
      List.of("conv2.relu", "conv4.relu", "conv6.relu");
  private static final String FULLY_CONNECTED = "fc2.relu";

  /** Columns of the table of layers. */
  private static final Map<String, Integer> DISTANCES =
      Map.of(
          "distance, images", 4,
          "distance, noise", 5,
          "distance by root of units, images", 6,
          "distance by root of units, noise", 7);

  ActivityFigure() {
    super("fig20", "Mean activity of layers by class, under noise and under images");
  }

  @Override
  public List<Claim> claims(Set<String> measured) {
    return List.of(
        new Claim(
            "likeness of mean activity under noise and images, fc beside convolutions",
            "high in fc, less in other layers",
            fc("likeness")),
        new Claim(
            "mean L2 distance of classes, images, fc beside convolutions",
            "larger in fc",
            fc("distance, images")),
        new Claim(
            "mean L2 distance of classes, noise, fc beside convolutions",
            "larger in fc",
            fc("distance, noise")),
        new Claim(
            "the same by root of the number of units, images",
            "larger in fc",
            shown("distance by root of units, images")),
        new Claim(
            "the same by root of the number of units, noise",
            "larger in fc",
            shown("distance by root of units, noise")));
  }

  private static Criterion fc(String quantity) {
    return new ComparisonCriterion.Larger(
        measure(quantity, FULLY_CONNECTED),
        CONVOLUTIONS.stream().map(layer -> measure(quantity, layer)).toList());
  }

  private static Criterion shown(String quantity) {
    List<String> all = new ArrayList<>(CONVOLUTIONS);
    all.add(FULLY_CONNECTED);
    return new Criterion.Shown(
        all.stream().map(layer -> measure(quantity, layer)).toList(),
        "the paper names the L2 distance; this scale is shown beside it");
  }

  private static String measure(String quantity, String layer) {
    return "%s/%s".formatted(quantity, layer);
  }

  @Override
  public void reproduce(ReproductionContext context) {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("observer", "cifar10-cnn");
    arguments.put("layers", String.join(",", CONVOLUTIONS) + "," + FULLY_CONNECTED);
    arguments.put("most", Integer.toString(context.count(1_000, 10)));
    arguments.put("noise", Integer.toString(context.count(100_000, 400)));
    AnalysisResult byResponse = context.analyse("activations", "by-response", arguments);
    arguments.put("by", "probability");
    context.analyse("activations", "by-probability", arguments);
    context.putAll(measures(byResponse));
  }

  private static Map<String, Measure> measures(AnalysisResult found) {
    String convention =
        "%s, class of noise: %s, %d classes have noise"
            .formatted(
                found.conventions().get("noise"),
                found.conventions().get("classOfNoise"),
                NamedAnalyses.rows(found, "counts").stream()
                    .filter(row -> NamedAnalyses.number(row, 2) > 0)
                    .count());
    Map<String, Measure> measures = new LinkedHashMap<>();
    Figure.Matrix likeness = (Figure.Matrix) found.figure("likeness");
    for (int i = 0; i < likeness.rows().size(); i++) {
      measures.put(
          measure("likeness", likeness.rows().get(i)),
          Likeness.mean(
              likeness.values()[i],
              convention + "; correlation over units, less the mean of classes"));
    }
    for (List<Object> row : NamedAnalyses.rows(found, "layers")) {
      DISTANCES.forEach(
          (quantity, column) ->
              measures.put(
                  measure(quantity, row.getFirst().toString()),
                  Measure.withUnknownError(
                      NamedAnalyses.number(row, column),
                      convention + "; mean over pairs of classes")));
    }
    return measures;
  }
}
