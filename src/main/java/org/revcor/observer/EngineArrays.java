package org.revcor.observer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Arrays in aligned memory of the engine's own.
 *
 * <p>An array that {@link NDManager#create} makes of Java's numbers, also inside {@link
 * NDArray#mul(Number)} and its like, lies in Java's memory and lets go of it when closed, even if
 * the engine has kept the array for a backward pass. The collector may then give that memory to
 * others before the pass reads it. Whatever is multiplied or compared with while gradients are
 * recorded is therefore made here.
 */
public final class EngineArrays {
  private EngineArrays() {}

  /** Numbers of a shape; float32. */
  public static NDArray of(NDManager manager, float[] values, Shape shape) {
    try (NDArray inJavasMemory = manager.create(values, shape)) {
      return inJavasMemory.duplicate();
    }
  }

  /** A single number without dimensions; float32. */
  public static NDArray of(NDManager manager, float value) {
    return of(manager, new float[] {value}, new Shape());
  }
}
