package org.revcor.observer;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** The response that a study takes from an observer's activations. Each channel has its own map. */
public interface Readout {
  String word();

  /**
   * Returns the name of the layer that it reads.
   *
   * @throws org.revcor.InvalidInputException if the observer does not support this readout
   */
  String layer(ObserverDescription observer);

  /**
   * Returns the names of the channels, in the order of the columns of {@link #responses}.
   *
   * @throws org.revcor.InvalidInputException if the observer does not support this readout
   */
  List<String> channels(ObserverDescription observer);

  /**
   * Returns the part of the image that each channel's map covers. All have the same size.
   *
   * @throws org.revcor.InvalidInputException if the observer does not support this readout
   */
  List<Window> windows(ObserverDescription observer);

  /**
   * Returns the responses for a batch.
   *
   * @param values values of {@link #layer}, n x C x H x W or n x units
   * @return float32, n x channels
   */
  NDArray responses(NDArray values, ObserverDescription observer);

  /** Returns whether responses are of the outputs, which are checked instead of the responses. */
  default boolean readsOutputs() {
    return false;
  }

  /** Returns what the default name of a study begins with. */
  default String ofName() {
    return "";
  }

  /**
   * Returns whether zero means "no response". Only then is a response-weighted mean of stimuli a
   * map.
   */
  boolean hasNaturalZero();
}
