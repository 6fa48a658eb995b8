package org.revcor.observer.network;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.function.Function;
import org.revcor.observer.Observer;

/** A part of a network with its own forward and backward pass. */
interface Segment {
  /**
   * Runs this segment forward, calls {@code rest}, and runs this segment backward.
   *
   * @param input not closed
   * @param rest returns the final values for this segment's outputs, and the gradient with respect
   *     to these outputs; does not close them
   * @return the values of {@code rest}, with the gradient with respect to {@code input}
   */
  Observer.Gradient gradient(PtNDArray input, Function<PtNDArray, Observer.Gradient> rest);
}
