package org.revcor.observer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

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
}
