package org.revcor.observer.file;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.UnaryOperator;
import org.revcor.observer.EngineArrays;
import org.revcor.observer.Scale;

/** Applies a {@link Scale} on a device with the engine's operations, which are differentiable. */
final class InputScaling {
  private static final float WHITE = 255;

  private InputScaling() {}

  /**
   * Returns the scaling of stimuli of n x C x H x W. It returns the same array for {@link
   * Scale.Unit}, else a new one in the same manager.
   *
   * @param manager owns the constants; must stay open while the scaling is used
   */
  static UnaryOperator<NDArray> of(Scale scale, NDManager manager) {
    return switch (scale) {
      case Scale.Unit() -> stimuli -> stimuli;
      case Scale.Bytes() -> {
        NDArray white = EngineArrays.of(manager, WHITE);
        yield stimuli -> stimuli.mul(white);
      }
      case Scale.Standard(List<Double> mean, List<Double> sd) -> {
        NDArray means = planes(mean, manager);
        NDArray deviations = planes(sd, manager);
        yield stimuli -> {
          try (NDArray centred = stimuli.sub(means)) {
            return centred.div(deviations);
          }
        };
      }
    };
  }

  private static NDArray planes(List<Double> numbers, NDManager manager) {
    float[] values = new float[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers.get(i).floatValue();
    }
    return EngineArrays.of(manager, values, new Shape(1, values.length, 1, 1));
  }
}
