package org.revcor.observer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.random.RandomGenerator;
import org.revcor.observer.EngineArrays;

/**
 * Random numbers of layers in training. Java draws them, since the whole process shares the
 * engine's generator.
 */
public final class TrainingNoise {
  private RandomGenerator random;

  /** Draws from a generator, which must not be used elsewhere. */
  public TrainingNoise(RandomGenerator random) {
    this.random = random;
  }

  public void restart(RandomGenerator next) {
    random = next;
  }

  /** Draws dropout factors: zero with probability {@code rate}, else 1/(1-rate); float32. */
  NDArray dropout(NDManager manager, Shape shape, double rate) {
    float[] values = new float[(int) shape.size()];
    float factor = (float) (1 / (1 - rate));
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() < rate ? 0 : factor;
    }
    return EngineArrays.of(manager, values, shape);
  }

  /** Draws standard normal values; float32. */
  NDArray gaussian(NDManager manager, Shape shape) {
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return EngineArrays.of(manager, values, shape);
  }
}
