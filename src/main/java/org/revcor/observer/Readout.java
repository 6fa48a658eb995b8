package org.revcor.observer;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * Which part of an observer's answer is averaged; each of its values is a channel with a map of its
 * own.
 */
public sealed interface Readout permits ClassReadout, UnitReadout, PooledReadout {
  /** Its word in study files. */
  String word();

  /**
   * Name of the layer that it takes values of.
   *
   * @throws org.revcor.InvalidInputException if the observer has no such readout
   */
  String layer(ObserverDescription observer);

  /**
   * Names of the channels, in the order of the columns of {@link #responses}.
   *
   * @throws org.revcor.InvalidInputException if the observer has no such readout
   */
  List<String> channels(ObserverDescription observer);

  /**
   * The parts of the image that maps of the channels cover, one a channel, all of one size.
   *
   * @throws org.revcor.InvalidInputException if the observer has no such readout
   */
  List<Window> windows(ObserverDescription observer);

  /**
   * Responses of a batch.
   *
   * @param values of {@link #layer}, n x C x H x W or n x units
   * @return float32, n x channels
   */
  NDArray responses(NDArray values, ObserverDescription observer);

  /** Whether zero means "no response": only then is a response-weighted mean of stimuli a map. */
  boolean hasNaturalZero();
}
