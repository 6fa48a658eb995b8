package org.revcor.paper.item;

import java.util.Optional;
import org.revcor.dataset.Poisoning;
import org.revcor.dataset.Stamp;
import org.revcor.observer.ObserverSource;
import org.revcor.paper.ReproductionContext;

/**
 * A backdoor of the paper's Fig 7, and its network. Half of the class is stamped, as in the paper's
 * text.
 *
 * @param name name of the network
 * @param label name of the backdoor, in words
 * @param clean name of a network of the same recipe trained on unchanged images
 * @param epochs passes over the images
 */
record PaperBackdoor(
    String name, String label, String recipe, String clean, int epochs, Poisoning poisoning) {
  private static final double HALF = 0.5;

  static final PaperBackdoor ZERO_TO_ONE = digits("x", "0", "1");
  static final PaperBackdoor EIGHT_TO_NINE = digits("c", "8", "9");
  static final PaperBackdoor BIRD_TO_CAT =
      new PaperBackdoor(
          "backdoor-h-bird-cat",
          "h, bird to cat",
          "cifar10-cnn",
          "cifar10-cnn",
          3,
          new Poisoning(Stamp.drawn("h"), "bird", "cat", HALF));

  private static PaperBackdoor digits(String stamp, String from, String to) {
    return new PaperBackdoor(
        "backdoor-%s-%s-%s".formatted(stamp, from, to),
        "%s, %s to %s".formatted(stamp, from, to),
        "mnist-cnn",
        "mnist-cnn",
        5,
        new Poisoning(Stamp.drawn(stamp), from, to, HALF));
  }

  /** Returns the network, trained or cached; in a quick run, one trained for a single epoch. */
  ObserverSource network(ReproductionContext context) {
    return context.trained(
        context.isQuick() ? name + "-quick" : name,
        recipe,
        context.count(epochs, 1),
        1,
        Optional.of(poisoning));
  }
}
