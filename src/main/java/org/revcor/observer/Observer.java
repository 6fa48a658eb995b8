package org.revcor.observer;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * A network under study, loaded on one device. It answers stimuli and never changes.
 *
 * <p>Used by one thread at a time; each lane loads its own.
 */
public interface Observer extends AutoCloseable {
  /**
   * Version of the operations that networks are run by and their answers added up by. Others round
   * differently in the last bits, so it is part of a study's numeric plan.
   */
  String OPERATIONS = "operations 3";

  /** A scalar of each stimulus whose gradient is asked for. */
  @FunctionalInterface
  interface Objective {
    /**
     * Computes it by the engine's operations, so that the engine can follow them back.
     *
     * <p>Java's numbers must not be multiplied with or compared to in it, also not as a {@link
     * Number}, unless as an array that stays open: the engine keeps them for the way back, but DJL
     * does not keep their memory.
     *
     * @param values of the layer, n x C x H x W or n x units
     * @return an array whose sum is differentiated: anything in which each stimulus has terms of
     *     its own
     */
    NDArray of(NDArray values);
  }

  /**
   * Values of a layer and a gradient.
   *
   * @param values of the layer, n x C x H x W or n x units
   * @param gradient with respect to the stimuli, n x C x H x W
   */
  record Gradient(NDArray values, NDArray gradient) {}

  ObserverDescription description();

  /**
   * Shows a batch to the network, in inference mode and without a gradient graph.
   *
   * @param stimuli float32, n x C x H x W (any strides)
   * @return its raw outputs, float32, n x {@link ObserverDescription#outputs()}, in the manager of
   *     {@code stimuli}
   * @throws org.revcor.ObserverFailedException if the network throws or answers in another shape
   */
  NDArray forward(NDArray stimuli);

  /**
   * Shows a batch as {@link #forward} does, as far as the last of some layers.
   *
   * @param layers names of its layers
   * @return their values in the order of the names, float32, n x C x H x W or n x units (any
   *     strides), in the manager of {@code stimuli}
   * @throws org.revcor.ObserverFailedException if the network throws or answers in another shape
   */
  List<NDArray> activations(NDArray stimuli, List<String> layers);

  /**
   * Shows a batch and differentiates a scalar of each stimulus with respect to it.
   *
   * <p>It takes the engine's own backward pass on the calling thread. So any number of lanes may
   * ask at once, beside a training.
   *
   * @param stimuli float32, n x C x H x W (any strides)
   * @param layer name of the layer that {@code objective} takes
   * @return values and gradient, in the manager of {@code stimuli} and without a graph
   * @throws org.revcor.ObserverFailedException if the network throws, answers in another shape, or
   *     gives no gradient
   */
  Gradient gradient(NDArray stimuli, String layer, Objective objective);

  /** Memory that its parameters hold on the device, in bytes. */
  long bytes();

  @Override
  void close();
}
