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
public final class OutputCheck {
  private OutputCheck() {}

  /**
   * Checks an answer.
   *
   * @param name the observer's
   * @throws ObserverFailedException unless it is float32, n x outputs
   */
  public static void require(NDArray output, long n, int outputs, String name) {
    if (output.getDataType() != DataType.FLOAT32
        || !output.getShape().equals(new Shape(n, outputs))) {
      throw new ObserverFailedException(
          "observer %s answered %d stimuli with %s of %s; it must be float32 of (%d, %d)"
              .formatted(name, n, typeOf(output), output.getShape(), n, outputs));
    }
  }

  /**
   * Values of a layer.
   *
   * @param values as the network gave them, of 2, 3 or 4 dimensions
   * @param name the observer's
   * @return n x C x H x W, or n x units
   * @throws ObserverFailedException unless they are float32 and as many as the layer has
   */
  public static NDArray layer(NDArray values, long n, LayerDescription layer, String name) {
    Shape whole = new Shape(n, layer.planes(), layer.height(), layer.width());
    Shape given = values.getShape();
    boolean fits = whole.slice(0, given.dimension()).equals(given) && given.size() == whole.size();
    if (values.getDataType() != DataType.FLOAT32 || given.dimension() < 2 || !fits) {
      throw new ObserverFailedException(
          "observer %s gave %s of %s at layer %s for %d stimuli; it must be float32 of %s"
              .formatted(name, typeOf(values), given, layer.name(), n, whole));
    }
    if (given.dimension() != 3) {
      return values;
    }
    try (values) {
      return values.reshape(whole);
    }
  }

  /** The engine's word for the type of its numbers, for messages. */
  public static String typeOf(NDArray array) {
    return array.getDataType().toString().toLowerCase(Locale.ROOT);
  }
}
