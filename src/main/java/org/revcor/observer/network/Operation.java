package org.revcor.observer.network;

import ai.djl.pytorch.engine.PtNDArray;

/** The operation of a layer or edit on a device. */
interface Operation {
  /**
   * Returns a new array in the manager of the input. It does not close the input.
   *
   * @param recording whether to record gradients
   */
  PtNDArray apply(PtNDArray input, boolean recording);

  /** Returns the composition of this operation and another. */
  default Operation then(Operation next) {
    return (input, recording) -> {
      try (PtNDArray between = apply(input, recording)) {
        return next.apply(between, recording);
      }
    };
  }
}
