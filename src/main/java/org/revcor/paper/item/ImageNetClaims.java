package org.revcor.paper.item;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.revcor.figure.FigureText;
import org.revcor.paper.ComparisonCriterion;
import org.revcor.paper.Criterion;
import org.revcor.paper.Item.Claim;

/** The claims of the paper's Table 1 on networks of ImageNet. */
final class ImageNetClaims {
  private static final double CHANCE = 0.001;
  private static final int IMAGES = 50_000;
  static final int CLASSES = 1_000;
  static final String ACCURACY = ": accuracy";
  static final String EMPTY = ": share of empty classes";
  static final String SECONDS = ": seconds";
  static final String MIN_EMPTY = "accuracy/network with fewest empty classes";
  static final String MAX_EMPTY = "accuracy/network with most empty classes";
  private static final String OTHER_NETWORK = "the paper has no figure of this network";

  /** A row of the paper's table; time in minutes and seconds. */
  private record Backbone(String name, double accuracy, String time, int empty) {}

  private static final List<Backbone> PAPER =
      List.of(
          new Backbone("ResNet152", 0.00180, "2:15", 564),
          new Backbone("ResNet101", 0.00152, "1:36", 539),
          new Backbone("densenet201", 0.00118, "2:12", 998),
          new Backbone("squeezenet1_1", 0.00104, "0:13", 999),
          new Backbone("googlenet", 0.00102, "0:26", 999),
          new Backbone("mnasnet1_3", 0.00082, "0:32", 922),
          new Backbone("vgg_19_bn", 0.00074, "1:51", 994));

  private ImageNetClaims() {}

  /**
   * Returns the claims.
   *
   * @param measured names of the measures; networks that the paper lacks have claims of their own
   */
  static List<Claim> of(Set<String> measured) {
    List<Claim> claims = new ArrayList<>();
    List<String> backbones = PAPER.stream().map(Backbone::name).toList();
    measured.stream()
        .filter(each -> each.endsWith(ACCURACY))
        .map(each -> each.substring(0, each.length() - ACCURACY.length()))
        .filter(network -> !backbones.contains(network))
        .sorted()
        .forEach(network -> claims.addAll(others(network)));
    claims.add(
        new Claim(
            "template accuracy by empty classes",
            "with more classes filled, better accuracy",
            new ComparisonCriterion.Larger(MIN_EMPTY, List.of(MAX_EMPTY)),
            "it takes two networks"));
    PAPER.forEach(backbone -> claims.addAll(own(backbone)));
    return claims;
  }

  private static List<Claim> others(String network) {
    return List.of(
        new Claim(
            network + ": template accuracy",
            "an improvement over the chance level (other networks)",
            new Criterion.Beyond(network + ACCURACY, true, CHANCE, "chance")),
        new Claim(
            network + EMPTY,
            "0.539 to 0.999 (other networks)",
            new Criterion.Shown(List.of(network + EMPTY), OTHER_NETWORK)),
        new Claim(
            network + SECONDS + " for the trials",
            "0:13 to 2:15 minutes on a GPU (other networks)",
            new Criterion.Shown(List.of(network + SECONDS), OTHER_NETWORK)));
  }

  private static List<Claim> own(Backbone backbone) {
    String absence =
        "its weights do not come with Revcor; --observers takes a TorchScript file %s.pt"
            .formatted(backbone.name());
    return List.of(
        new Claim(
            backbone.name() + ": template accuracy; run time in the paper " + backbone.time(),
            FigureText.shown(backbone.accuracy()),
            new Criterion.Near(
                backbone.name() + ACCURACY,
                backbone.accuracy(),
                IMAGES,
                0.000005,
                "validation images",
                List.of(new Criterion.Limit("chance", CHANCE, ""))),
            absence),
        new Claim(
            backbone.name() + EMPTY,
            FigureText.shown(backbone.empty() / (double) CLASSES),
            new Criterion.Near(
                backbone.name() + EMPTY,
                backbone.empty() / (double) CLASSES,
                CLASSES,
                0,
                "classes",
                List.of(new Criterion.Limit("all of them", 1, ""))),
            absence));
  }
}
