package org.revcor.observer.network;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A block of numbers that belongs to a layer.
 *
 * @param name the layer's full name and what it is: {@code conv1.weight}
 * @param shape outputs x inputs x kernel x kernel, outputs x inputs, or outputs
 * @param start where a training begins
 * @param learned whether a training changes it by its gradient; else it is measured on the way
 */
public record Parameter(String name, List<Integer> shape, Start start, boolean learned) {
  /** The values that a training starts from. */
  sealed interface Start {
    /** Uniform within ±bound. */
    record Uniform(double bound) implements Start {}

    record Constant(float value) implements Start {}
  }

  /** Learned from values uniform within ±1/√inputs, as PyTorch does for these layers. */
  static Parameter uniform(String name, List<Integer> shape, int inputs) {
    return new Parameter(name, shape, new Start.Uniform(1 / Math.sqrt(inputs)), true);
  }

  /** Learned from a constant. */
  static Parameter constant(String name, List<Integer> shape, float value) {
    return new Parameter(name, shape, new Start.Constant(value), true);
  }

  /** Measured during training, from a constant. */
  static Parameter measured(String name, List<Integer> shape, float value) {
    return new Parameter(name, shape, new Start.Constant(value), false);
  }

  int values() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  /** Draws the values to start from; constants draw nothing. */
  float[] begin(RandomGenerator random) {
    float[] values = new float[values()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (start) {
            case Start.Uniform(double bound) -> (float) ((2 * random.nextDouble() - 1) * bound);
            case Start.Constant(float value) -> value;
          };
    }
    return values;
  }
}
