package org.revcor.observer;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import org.revcor.ObserverFailedException;

/** An observer whose architecture is known. */
final class NetworkObserver implements Observer {
  private final ObserverDescription description;
  private final Network network;

  NetworkObserver(ObserverDescription description, Network network) {
    this.description = description;
    this.network = network;
  }

  @Override
  public ObserverDescription description() {
    return description;
  }

  @Override
  public NDArray answer(NDArray stimuli) {
    NDArray answer;
    try {
      answer = network.forward(stimuli);
    } catch (EngineException failed) {
      throw new ObserverFailedException(
          "observer " + description.name() + " failed: " + EngineMessage.of(failed), failed);
    }
    Answers.require(answer, stimuli.getShape().get(0), description.outputs(), description.name());
    return answer;
  }

  @Override
  public long bytes() {
    return network.bytes();
  }

  @Override
  public void close() {
    network.close();
  }
}
