package org.revcor.observer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.random.RandomGenerator;
import org.revcor.observer.EngineArrays;

/**
 * Random numbers for layers that need them in training, drawn in Java, since the engine's own
 * generator is shared by the whole process. An epoch's numbers depend on its generator alone.
 */
public final class TrainingNoise {
  private RandomGenerator random;

  /** Draws from a generator that nobody else draws from. */
  public TrainingNoise(RandomGenerator random) {
    this.random = random;
  }

  /** Goes on with another generator. */
  public void restart(RandomGenerator next) {
    random = next;
  }

  /** Zero with probability {@code rate}, else 1/(1-rate); float32. */
  NDArray dropout(NDManager manager, Shape shape, double rate) {
    float[] values = new float[(int) shape.size()];
    float kept = (float) (1 / (1 - rate));
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() < rate ? 0 : kept;
    }
    return EngineArrays.of(manager, values, shape);
  }

  /** Standard normal values; float32. */
  NDArray gaussian(NDManager manager, Shape shape) {
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return EngineArrays.of(manager, values, shape);
  }
}
