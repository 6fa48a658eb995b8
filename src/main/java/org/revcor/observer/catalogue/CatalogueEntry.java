package org.revcor.observer.catalogue;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.training.Card;

/**
 * An observer as the catalogue lists it.
 *
 * @param name by which studies refer to it
 * @param origin where it comes from
 * @param description empty if there is a problem
 * @param card how it was trained, and how good it is; empty for a TorchScript file, and if there is
 *     a problem
 * @param file its file in the observers folder; empty if it comes with Revcor
 * @param problem why it cannot be used
 */
public record CatalogueEntry(
    String name,
    Origin origin,
    Optional<ObserverDescription> description,
    Optional<Card> card,
    Optional<Path> file,
    Optional<String> problem) {

  /** Fraction of test images answered rightly, by its card. */
  public OptionalDouble testAccuracy() {
    return card.map(Card::accuracy).orElse(OptionalDouble.empty());
  }

  /** Where an observer comes from. */
  public enum Origin {
    /** It comes with Revcor. */
    SHIPPED,
    /** Weights of a recipe in the observers folder. */
    TRAINED,
    /** A TorchScript file in the observers folder. */
    TORCHSCRIPT
  }
}
