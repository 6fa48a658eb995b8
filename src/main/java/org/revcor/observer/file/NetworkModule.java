package org.revcor.observer.file;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import java.util.List;
import org.revcor.observer.Layout;

/** The computation of a network file, loaded on a device. One thread at a time may use it. */
sealed interface NetworkModule extends AutoCloseable permits TorchScriptModule, OnnxModule {
  /** Returns C, H, W of a stimulus. */
  List<Integer> input();

  /** Returns the order of the values of its input. */
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
   * @param recording whether to record gradients
   * @return its outputs, in the manager of the stimuli; doubles and half floats as float32
   * @throws EngineException if it fails, or cannot record gradients
   * @throws UnsupportedOperationException if it returns neither an array nor a list or tuple of
   *     arrays
   */
  List<NDArray> forward(NDArray stimuli, boolean recording);

  Device device();

  @Override
  void close();
}
