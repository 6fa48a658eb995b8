package org.revcor.observer.file;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.UnaryOperator;
import org.revcor.observer.EngineArrays;
import org.revcor.observer.Layout;
import org.revcor.observer.Scale;

/** The computation of a network file, loaded on a device. One thread at a time may use it. */
sealed interface NetworkModule extends AutoCloseable permits TorchScriptModule, OnnxModule {
  /** Returns C, H, W of a stimulus. */
  List<Integer> input();

  Layout layout();

  /** Returns the number of images of each run; 0 if it takes any number. */
  default int fixedBatch() {
    return 0;
  }

  /** Returns the class names that the file contains; empty if it contains none. */
  default List<String> classes() {
    return List.of();
  }

  /** Returns the names of the arrays that it returns; empty if the file does not name them. */
  default List<String> outputs() {
    return List.of();
  }

  /**
   * Runs the module for the first time.
   *
   * @param stimuli n x C x H x W, channels last in memory
   * @return as {@link #forward}
   */
  default List<NDArray> firstForward(NDArray stimuli) {
    return forward(stimuli, false);
  }

  /**
   * Runs the module.
   *
   * @param stimuli n x C x H x W in [0,1]
   * @return its outputs, in the manager of the stimuli; doubles and half floats as float32
   * @throws EngineException if it fails, or cannot record gradients
   * @throws UnsupportedOperationException if it returns neither an array nor a list or tuple of
   *     arrays
   */
  List<NDArray> forward(NDArray stimuli, boolean recording);

  Device device();

  @Override
  void close();

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
}
