package org.revcor.observer;

import ai.djl.Device;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.revcor.ImageShape;
import org.revcor.InvalidInputException;

/** Loads an observer on any device, any number of times. */
public interface ObserverSource {
  ObserverDescription description();

  /** Returns the memory of a loaded observer's parameters, in bytes. */
  long bytes();

  /**
   * Returns a variant of the observer. This source and observers loaded from it do not change. Most
   * sources do not support edits.
   *
   * @param edits edits in the order in which they apply to a layer; if empty, the result equals
   *     this
   * @throws org.revcor.InvalidInputException if the observer does not support edits or an edit does
   *     not fit it
   */
  default ObserverSource edited(List<Edit> edits) {
    if (edits.isEmpty()) {
      return this;
    }
    throw new InvalidInputException(
        "study.observer.edits",
        "a list of " + edits.size(),
        "left out, since the layers of %s cannot be edited".formatted(description().name()));
  }

  /** Returns the network of a file with another scale of its input; empty for other networks. */
  default Optional<ObserverSource> withScale(Scale scale) {
    return Optional.empty();
  }

  /** Returns name and version of the runtime that computes it instead of the engine, if any. */
  default Optional<String> runtime() {
    return Optional.empty();
  }

  default OptionalInt fixedBatch() {
    return OptionalInt.empty();
  }

  /** Returns how it was trained, from its card; empty if unknown. */
  default Optional<TrainingSettings> training() {
    return Optional.empty();
  }

  /** Returns the name of its training recipe from its card; empty if unknown. */
  default Optional<String> recipe() {
    return training().map(TrainingSettings::recipe);
  }

  /** Returns whether its card states that it was trained with a backdoor. */
  default boolean hasBackdoor() {
    return false;
  }

  /** Returns whether the engine computes it layer by layer. */
  default boolean runsLayersOnEngine() {
    return false;
  }

  default boolean supportsVectorKernels() {
    return false;
  }

  /**
   * Returns the observer computed by vector kernels in Java instead of the engine, on a CPU.
   * Returns this if its layers or its precision are not supported.
   */
  default ObserverSource withVectorKernels() {
    return this;
  }

  /**
   * Returns the filters of a layer whose input is the image: the first convolution, or the first
   * fully connected layer. Empty for any other layer, and if weights are unavailable.
   *
   * @param layer the layer's name, such as {@code conv1}
   * @throws org.revcor.InvalidInputException if the file of weights has changed
   */
  default Optional<Filters> filters(String layer) {
    return Optional.empty();
  }

  /**
   * Loads the network.
   *
   * @throws org.revcor.InvalidInputException if the file is missing, is not a network, has changed
   *     since {@link #description()} was read, or its outputs differ from the description
   */
  Observer load(Device device);

  /** How a network was trained, as its card states. */
  record TrainingSettings(String recipe, int epochs, int batch, double learningRate) {
    public String text() {
      return "%d epochs in batches of %d at a learning rate of %s"
          .formatted(epochs, batch, learningRate);
    }
  }

  /**
   * Weights of the units of a layer whose input is the image.
   *
   * @param values C·H·W weights for each feature map or fully connected unit
   */
  record Filters(int planes, int height, int width, float[][] values) implements ImageShape {}
}
