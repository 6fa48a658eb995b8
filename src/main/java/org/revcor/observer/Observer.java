package org.revcor.observer;

import ai.djl.ndarray.NDArray;

/**
 * A network under study, loaded on one device. It answers stimuli and never changes.
 *
 * <p>Used by one thread at a time; each lane loads its own.
 */
public interface Observer extends AutoCloseable {
  ObserverDescription description();

  /**
   * Shows a batch to the network, in inference mode and without a gradient graph.
   *
   * @param stimuli float32, n x C x H x W (any strides)
   * @return its raw outputs, float32, n x {@link ObserverDescription#outputs()}, in the manager of
   *     {@code stimuli}
   * @throws org.revcor.ObserverFailedException if the network throws or answers in another shape
   */
  NDArray answer(NDArray stimuli);

  /** Memory that its parameters hold on the device, in bytes. */
  long bytes();

  @Override
  void close();
}
