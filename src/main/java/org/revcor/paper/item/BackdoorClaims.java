package org.revcor.paper.item;

import java.util.List;
import org.revcor.paper.ComparisonCriterion;
import org.revcor.paper.Criterion;
import org.revcor.paper.Item.Claim;

/** The paper's claims on a network with a backdoor. */
final class BackdoorClaims {
  private static final double LEVEL = 0.05;

  /** Largest difference of accuracies that counts as equal. */
  private static final double MARGIN = 0.03;

  private BackdoorClaims() {}

  /** Claims that the attacked network classifies plain images close to perfectly. */
  static Claim closeToPerfect(PaperBackdoor backdoor) {
    return new Claim(
        backdoor.label() + ": accuracy on plain test images",
        "close to perfect",
        new Criterion.Beyond(
            name(backdoor, "accuracy", "attacked"), true, 0.98, "close to perfect"));
  }

  /** Claims that the attacked network has the accuracy of a clean one on plain images. */
  static Claim likeClean(PaperBackdoor backdoor) {
    return new Claim(
        backdoor.label() + ": accuracy on plain test images, beside a clean network",
        "performs normally on a clean dataset",
        new ComparisonCriterion.Alike(
            name(backdoor, "accuracy", "attacked"), name(backdoor, "accuracy", "clean"), MARGIN));
  }

  /**
   * Returns the paper's claims.
   *
   * @param accuracy claim on the accuracy for plain images
   * @param stamped number of test images of the class
   */
  static List<Claim> of(PaperBackdoor backdoor, Claim accuracy, int stamped) {
    String label = backdoor.label();
    return List.of(
        accuracy,
        new Claim(
            label + ": share of stamped test images classified as the target",
            "all",
            new Criterion.Near(
                name(backdoor, "stamped", "as the target"),
                1,
                stamped,
                0,
                "test images of the class",
                List.of(new Criterion.Limit("all of them", 1, "")))),
        new Claim(
            label
                + ": map of the target, share of all places of the stamp with as large a sum of z"
                + " as where it was put",
            "strong activation at the location of the patch",
            new Criterion.Bar(
                name(backdoor, "rank of the place", "map"),
                false,
                LEVEL,
                "the level; places are ranked")),
        new Claim(
            label
                + ": maps of the target, attacked less clean at equal size, share of all places of"
                + " the stamp with as much energy as where it was put",
            "new regions pop out",
            new Criterion.Bar(
                name(backdoor, "rank of the place", "difference"),
                false,
                LEVEL,
                "the level; places are ranked")),
        new Claim(
            label
                + ": maps that are more like the clean network's map of their class than any other",
            "maps still resemble those of the network without the attack",
            Likeness.recognised(backdoor.label(), Likeness.MORE_THAN_CHANCE)),
        new Claim(
            label + ": the detector's result",
            "- (the paper looks at its maps)",
            new Criterion.Shown(
                List.of(name(backdoor, "detector", "finding")), "the paper has no detector")));
  }

  /** Returns the name of a measure. */
  static String name(PaperBackdoor backdoor, String quantity, String which) {
    return "%s: %s/%s".formatted(backdoor.label(), quantity, which);
  }
}
