package org.revcor.observer;

import ai.djl.Device;
import java.util.List;
import java.util.Optional;
import org.revcor.InvalidInputException;

/** Where an observer comes from: enough to load it on any device, any number of times. */
public interface ObserverSource {
  ObserverDescription description();

  /** Memory that the parameters of a loaded observer take, in bytes. */
  long bytes();

  /**
   * A variant of the observer; this source and what was loaded from it stay what they are. Most
   * sources can only be taken as they are.
   *
   * @param edits in the order in which they take effect at a layer; none gives an equal source
   * @throws org.revcor.InvalidInputException if the observer cannot be edited, or an edit does not
   *     fit it
   */
  default ObserverSource edited(List<Edit> edits) {
    if (edits.isEmpty()) {
      return this;
    }
    throw new InvalidInputException(
        "study.observer.edits",
        "a list of " + edits.size(),
        "left out: the inside of %s cannot be changed here".formatted(description().name()));
  }

  /** Name of the recipe that it was trained by, as its card states; empty if that is unknown. */
  default Optional<String> recipe() {
    return Optional.empty();
  }

  /** Whether its card states that it was trained with a backdoor. */
  default boolean hasBackdoor() {
    return false;
  }

  /** The precision in which it computes. */
  default Precision precision() {
    return Precision.FLOAT32;
  }

  /**
   * The observer in another precision; its answers stay arrays of float32. Only networks of a
   * recipe can be rounded, and then give no gradients.
   *
   * @throws org.revcor.InvalidInputException if it cannot be rounded, or the engine cannot compute
   *     in that precision here
   */
  default ObserverSource in(Precision precision) {
    if (precision == precision()) {
      return this;
    }
    throw new InvalidInputException(
        "study.precision",
        precision.word(),
        "%s with %s, whose weights stay as they are; networks of a recipe can be rounded"
            .formatted(precision().word(), description().name()));
  }

  /**
   * The kernels of a layer that sees the image itself: the first convolution, or a fully
   * connected layer that nothing but a change of shape comes before. Empty for any other layer, and
   * where weights are not to be had.
   *
   * @param layer the layer's own name, such as {@code conv1}
   * @throws org.revcor.InvalidInputException if the file of weights is not what it was any more
   */
  default Optional<Kernels> kernels(String layer) {
    return Optional.empty();
  }

  /**
   * Loads the network.
   *
   * @throws org.revcor.InvalidInputException if the file is missing, is not a network, has changed
   *     since {@link #description()} was read, or does not answer as described
   */
  Observer load(Device device);
}
