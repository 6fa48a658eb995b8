package org.revcor.observer;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An observer as the catalogue lists it.
 *
 * @param name by which studies refer to it
 * @param origin where it comes from
 * @param description empty if there is a problem
 * @param testAccuracy fraction of test pictures answered rightly, by its card
 * @param problem why it cannot be used
 */
public record CatalogueEntry(
    String name,
    Origin origin,
    Optional<ObserverDescription> description,
    OptionalDouble testAccuracy,
    Optional<String> problem) {
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
