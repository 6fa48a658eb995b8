package org.revcor.observer.catalogue;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.training.Card;

/**
 * An observer in the list of the catalogue.
 *
 * @param name name that studies use
 * @param origin kind of source
 * @param description empty if the observer is unusable
 * @param card training settings and test results; empty for a file of another program or an
 *     unusable observer
 * @param file its file in the observers folder; empty if it is shipped with Revcor
 * @param problem why it is unusable; empty if it is usable
 */
public record CatalogueEntry(
    String name,
    Origin origin,
    Optional<ObserverDescription> description,
    Optional<Card> card,
    Optional<Path> file,
    Optional<String> problem) {

  /** Returns the fraction of test images that it classifies correctly, from its card. */
  public OptionalDouble testAccuracy() {
    return card.map(Card::accuracy).orElse(OptionalDouble.empty());
  }

  /** The source of an observer. */
  public enum Origin {
    /** Shipped with Revcor. */
    SHIPPED,
    /** Weights in the observers folder, trained by a recipe. */
    TRAINED,
    /** A file of another program in the observers folder. */
    FILE
  }
}
