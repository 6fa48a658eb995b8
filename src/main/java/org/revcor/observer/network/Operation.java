package org.revcor.observer.network;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.Optional;

/** What a layer or an edit does to values on a device. */
interface Operation {
  /**
   * Gives a new array in the manager of its input, which it leaves open.
   *
   * @param recording whether gradients will be asked for
   */
  PtNDArray apply(PtNDArray input, boolean recording);

  /** A way back that is faster than the engine's, if there is one. */
  default Optional<Segment> leg() {
    return Optional.empty();
  }

  /** This operation and then another. */
  default Operation then(Operation next) {
    return (input, recording) -> {
      try (PtNDArray between = apply(input, recording)) {
        return next.apply(between, recording);
      }
    };
  }
}
