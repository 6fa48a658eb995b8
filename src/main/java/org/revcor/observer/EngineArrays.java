package org.revcor.observer;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Locale;
import org.revcor.ObserverFailedException;

/**
 * Creates arrays in memory that the engine allocates and aligns.
 *
 * <p>{@link NDManager#create} puts Java's numbers into Java's memory, as do {@link
 * NDArray#mul(Number)} and similar methods. Closing such an array frees this memory even if the
 * engine still needs it for a backward pass. Constants used while gradients are recorded must
 * therefore be created here.
 */
public final class EngineArrays {
  private EngineArrays() {}

  /** Creates an array of a shape; float32. */
  public static NDArray of(NDManager manager, float[] values, Shape shape) {
    try (NDArray inJavaMemory = manager.create(values, shape)) {
      return inJavaMemory.duplicate();
    }
  }

  /** Creates a scalar; float32. */
  public static NDArray of(NDManager manager, float value) {
    return of(manager, new float[] {value}, new Shape());
  }

  /** Checks type and shape of every batch of a network's outputs, without reading its values. */
  public static final class OutputCheck {
    private OutputCheck() {}

    /**
     * Checks the outputs for a batch.
     *
     * @throws ObserverFailedException unless it is float32, n x outputs
     */
    public static void require(NDArray output, long n, int outputs, String name) {
      if (output.getDataType() != DataType.FLOAT32
          || !output.getShape().equals(new Shape(n, outputs))) {
        throw new ObserverFailedException(
            "observer %s returned %s of shape %s for %d stimuli; it must be float32 of shape (%d, %d)"
                .formatted(name, typeOf(output), output.getShape(), n, n, outputs));
      }
    }

    /**
     * Checks the activations of a layer.
     *
     * @param values values that the network returned, with 2, 3 or 4 dimensions
     * @return n x C x H x W, or n x units
     * @throws ObserverFailedException unless they are float32 of the layer's shape
     */
    public static NDArray layer(NDArray values, long n, LayerDescription layer, String name) {
      Shape whole = new Shape(n, layer.planes(), layer.height(), layer.width());
      Shape given = values.getShape();
      boolean fits =
          whole.slice(0, given.dimension()).equals(given) && given.size() == whole.size();
      if (values.getDataType() != DataType.FLOAT32 || given.dimension() < 2 || !fits) {
        throw new ObserverFailedException(
            "observer %s returned %s of shape %s for layer %s and %d stimuli; it must be float32 of shape %s"
                .formatted(name, typeOf(values), given, layer.name(), n, whole));
      }
      if (given.dimension() != 3) {
        return values;
      }
      try (values) {
        return values.reshape(whole);
      }
    }

    /** Returns whether an array is dense and float32, so that its values can be read. */
    public static boolean isReadable(NDArray array) {
      return array.getDataType() == DataType.FLOAT32 && isDense(array);
    }

    /** DJL takes arrays of oneDNN for dense ones, though the engine has few operations of them. */
    private static boolean isDense(NDArray array) {
      if (array.getDataType() == DataType.UNKNOWN) {
        return true; // refused for its type
      }
      try (NDArray view = array.expandDims(0)) {
        return !view.isSparse();
      } catch (EngineException | IllegalStateException unknownFormat) {
        return false;
      }
    }

    public static String typeOf(NDArray array) {
      return array.getDataType().toString().toLowerCase(Locale.ROOT)
          + (isDense(array) ? "" : " (not dense)");
    }
  }
}
