package org.revcor.observer.network;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A parameter of a layer.
 *
 * @param name the layer's full name and the kind of parameter: {@code conv1.weight}
 * @param shape outputs x inputs x kernel x kernel, outputs x inputs, or outputs
 * @param learned whether a training updates it by its gradient; else it is a running statistic
 */
public record LayerParameter(String name, List<Integer> shape, Start start, boolean learned) {
  sealed interface Start {
    /** Uniform in ±bound. */
    record Uniform(double bound) implements Start {}

    record Constant(float value) implements Start {}
  }

  /** Creates a learned parameter with initial values uniform in ±1/√inputs, as in PyTorch. */
  static LayerParameter uniform(String name, List<Integer> shape, int inputs) {
    return new LayerParameter(name, shape, new Start.Uniform(1 / Math.sqrt(inputs)), true);
  }

  static LayerParameter constant(String name, List<Integer> shape, float value) {
    return new LayerParameter(name, shape, new Start.Constant(value), true);
  }

  static LayerParameter measured(String name, List<Integer> shape, float value) {
    return new LayerParameter(name, shape, new Start.Constant(value), false);
  }

  int values() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  /** Draws the initial values; constants draw no random numbers. */
  float[] initial(RandomGenerator random) {
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
