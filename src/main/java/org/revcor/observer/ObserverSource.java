package org.revcor.observer;

import ai.djl.Device;

/** Where an observer comes from: enough to load it on any device, any number of times. */
public interface ObserverSource {
  ObserverDescription description();

  /**
   * Loads the network.
   *
   * @throws org.revcor.InvalidInputException if the file is missing, is not a network, has changed
   *     since {@link #description()} was read, or does not answer as described
   */
  Observer load(Device device);
}
