package org.revcor.observer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Locale;
import org.revcor.ObserverFailedException;

/**
 * What holds of every answer of a network, and is checked of every batch without looking at its
 * values.
 */
final class Answers {
  private Answers() {}

  /**
   * Checks an answer.
   *
   * @param name the observer's
   * @throws ObserverFailedException unless it is float32, n x outputs
   */
  static void require(NDArray answer, long n, int outputs, String name) {
    if (answer.getDataType() != DataType.FLOAT32
        || !answer.getShape().equals(new Shape(n, outputs))) {
      throw new ObserverFailedException(
          "observer %s answered %d stimuli with %s of %s; it must be float32 of (%d, %d)"
              .formatted(name, n, typeOf(answer), answer.getShape(), n, outputs));
    }
  }

  static String typeOf(NDArray array) {
    return array.getDataType().toString().toLowerCase(Locale.ROOT);
  }
}
