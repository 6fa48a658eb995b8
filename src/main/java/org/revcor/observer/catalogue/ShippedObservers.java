package org.revcor.observer.catalogue;

import java.util.List;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.function.Uncheck;
import org.revcor.observer.FileExtensions;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.network.NetworkSource;
import org.revcor.observer.training.Card;
import org.revcor.observer.training.Recipe;

/**
 * The trained networks shipped with Revcor, as resources of this package.
 *
 * <p>Listing them reads only their cards, to be fast.
 */
final class ShippedObservers {
  /** Their names; each is the name of its recipe. */
  static final List<String> NAMES =
      List.of(
          "cifar10-cnn", "fashion-cnn", "mnist-cnn", "mnist-logistic", "mnist-mlp", "mnist-rnn");

  private ShippedObservers() {}

  static Card card(String name) {
    String file = name + FileExtensions.CARD;
    return Card.read(file, resource(file));
  }

  static ObserverSource source(String name) {
    Card card = card(name);
    String weights = name + FileExtensions.WEIGHTS;
    return NetworkSource.openLazily(
            weights,
            card.description(name, name + FileExtensions.CARD),
            Recipe.named(card.recipe()).architecture(),
            () -> resource(weights))
        .withTraining(card.training(), card.backdoor() != null);
  }

  private static byte[] resource(String name) {
    return Uncheck.get(() -> IOUtils.resourceToByteArray("/org/revcor/observer/catalogue/" + name));
  }
}
