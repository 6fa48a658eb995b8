package org.revcor.observer;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * A network under study, loaded on one device. It never changes.
 *
 * <p>One thread at a time may use it; each lane loads its own.
 */
public interface Observer extends AutoCloseable {
  /**
   * Version of the operations by which the engine computes networks of layers and sums responses.
   * Versions differ in the last bits of results, so the version is part of a study's numeric plan.
   */
  String OPERATIONS_WITH_LAYERS = "operations 4";

  /** Version of the operations in a study without networks of layers that the engine computes. */
  String OPERATIONS_WITHOUT_LAYERS = "operations 3";

  /** A scalar function of each stimulus's values, to be differentiated. */
  @FunctionalInterface
  interface Objective {
    /**
     * Computes the objective with the engine's operations.
     *
     * <p>Constants must be arrays that stay open, not Java numbers. The engine needs them for the
     * backward pass, but DJL frees their memory.
     *
     * @param values values of the layer, n x C x H x W or n x units
     * @return an array whose sum is differentiated; each term must depend on one stimulus only
     */
    NDArray of(NDArray values);
  }

  /**
   * Values of a layer and a gradient.
   *
   * @param values values of the layer, n x C x H x W or n x units
   * @param gradient gradient with respect to the stimuli, n x C x H x W
   */
  record Gradient(NDArray values, NDArray gradient) {}

  ObserverDescription description();

  /**
   * Runs the network on a batch, in inference mode and without a gradient graph.
   *
   * @param stimuli float32, n x C x H x W (any strides)
   * @return the raw outputs, float32, n x {@link ObserverDescription#outputs()}, in the manager of
   *     {@code stimuli}
   * @throws org.revcor.ObserverFailedException if the network fails or returns another shape
   */
  NDArray forward(NDArray stimuli);

  /**
   * Runs the network on a batch, up to the last of some layers.
   *
   * @return their activations in the order of the names, in the manager of {@code stimuli};
   *     float32, n x C x H x W or n x units, any strides
   * @throws org.revcor.ObserverFailedException if the network fails or returns another shape
   */
  List<NDArray> activations(NDArray stimuli, List<String> layers);

  /**
   * Runs the network on a batch and differentiates an objective with respect to the stimuli.
   *
   * <p>The backward pass runs on the calling thread. Several lanes may call it at once, also during
   * a training.
   *
   * @param stimuli float32, n x C x H x W (any strides)
   * @param layer name of the layer that {@code objective} takes
   * @return values and gradient, in the manager of {@code stimuli} and without a graph
   * @throws org.revcor.ObserverFailedException if the network fails, returns another shape, or has
   *     no gradient
   */
  Gradient gradient(NDArray stimuli, String layer, Objective objective);

  /** Returns the memory of its parameters on the device, in bytes. */
  long bytes();

  @Override
  void close();
}
