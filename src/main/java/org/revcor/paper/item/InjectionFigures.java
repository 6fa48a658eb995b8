package org.revcor.paper.item;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
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

/** {@code fig21}: effect of each class's noise activity on images of other classes, by layer. */
final class InjectionFigures extends Item {
  private static final List<String> LAYERS = List.of("input", "conv2", "conv4", "conv6");
  private static final List<String> EASY = List.of("cat", "bird");
  private static final String HARD = "horse";
  private static final int CLASS = 1;
  private static final int RATE = 3;
  private static final int OTHER_CLASSES = 9;
  private static final String BEST_LAYERS = "layers of most influence";

  InjectionFigures() {
    super("fig21", "Noise activity of each class mixed into layers");
  }

  @Override
  public List<Claim> claims(Set<String> measured) {
    List<Claim> claims = new ArrayList<>();
    for (String easy : EASY) {
      claims.add(
          new Claim(
              easy
                  + ": rate of images of other classes classified as it, gamma 0.5, layer with"
                  + " most",
              "it is easy to impact the network",
              new ComparisonCriterion.Larger(mixed(easy), List.of(plain(easy)))));
      claims.add(
          new Claim(
              "%s beside %s: mean rate over gamma and layers".formatted(easy, HARD),
              "%s is easier than %s".formatted(easy, HARD),
              new ComparisonCriterion.Larger(mean(easy), List.of(mean(HARD)))));
    }
    claims.add(
        new Claim(
            "layers that have most influence on some class, each by more than 3 standard errors",
            "differ between classes",
            new Criterion.Bar(BEST_LAYERS, true, 2, "two layers at least")));
    return claims;
  }

  private static String mixed(String name) {
    return "rate/%s, half mixed in".formatted(name);
  }

  private static String plain(String name) {
    return "rate/%s, images as they are".formatted(name);
  }

  private static String mean(String name) {
    return "mean rate/" + name;
  }

  @Override
  public void reproduce(ReproductionContext context) {
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
    context.putAll(measures(coloured, OTHER_CLASSES * most));
  }

  private static Map<String, Measure> measures(AnalysisResult found, int images) {
    String convention =
        "%s; noise %s, class %s"
            .formatted(
                found.conventions().get("images"),
                found.conventions().get("noise"),
                found.conventions().get("classOfNoise"));
    List<String> classes =
        ((Figure.Curves) found.figure(LAYERS.getFirst()))
            .curves().stream().map(Figure.Curve::name).toList();
    Map<String, Measure> measures = new LinkedHashMap<>();
    Set<String> best = new HashSet<>();
    for (int c = 0; c < classes.size(); c++) {
      String name = classes.get(c);
      List<Measure> means = new ArrayList<>();
      List<Measure> halves = new ArrayList<>();
      for (String layer : LAYERS) {
        means.add(Measure.share(meanRate(found, layer, name), images, convention));
        halves.add(NamedAnalyses.rate(found, layer, c, 0.5, images, convention));
      }
      Comparator<Measure> bySize = Comparator.comparingDouble(Measure::value);
      measures.put(mixed(name), halves.stream().max(bySize).orElseThrow());
      measures.put(
          plain(name), NamedAnalyses.rate(found, LAYERS.getFirst(), c, 1, images, convention));
      measures.put(
          mean(name),
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
    measures.put(
        BEST_LAYERS,
        new Measure(
            best.size(),
            0,
            "%d: %s".formatted(best.size(), String.join(", ", best.stream().sorted().toList())),
            convention));
    return measures;
  }

  private static double meanRate(AnalysisResult found, String layer, String name) {
    return NamedAnalyses.rows(found, "targets").stream()
        .filter(row -> row.getFirst().equals(layer) && row.get(CLASS).equals(name))
        .mapToDouble(row -> NamedAnalyses.number(row, RATE))
        .findFirst()
        .orElseThrow();
  }
}
