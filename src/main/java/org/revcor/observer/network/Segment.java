package org.revcor.observer.network;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.function.Function;
import org.revcor.observer.Observer;

/** A stretch of a network that values go through, and gradients back. */
interface Segment {
  /**
   * Goes through, lets the rest of the network be gone through and back, and goes back.
   *
   * @param input left open
   * @param rest gives, of this leg's values, what the rest of the network makes of them and its
   *     gradient with respect to them; leaves them open
   * @return what {@code rest} gave, with the gradient with respect to {@code input}
   */
  Observer.Gradient through(PtNDArray input, Function<PtNDArray, Observer.Gradient> rest);
}
