package org.revcor.observer.network;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.function.Supplier;
import org.revcor.ObserverFailedException;
import org.revcor.observer.EngineArrays.OutputCheck;
import org.revcor.observer.EngineMessage;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;

record NetworkObserver(ObserverDescription description, Network network) implements Observer {
  @Override
  public NDArray forward(NDArray stimuli) {
    NDArray output = run(() -> network.forward(stimuli));
    OutputCheck.require(
        output, stimuli.getShape().get(0), description.outputs(), description.name());
    return output;
  }

  @Override
  public List<NDArray> activations(NDArray stimuli, List<String> layers) {
    return run(() -> network.forward(stimuli, layers, false));
  }

  @Override
  public Gradient gradient(NDArray stimuli, String layer, Objective objective) {
    return run(() -> network.gradient(stimuli, layer, objective));
  }

  private <T> T run(Supplier<T> computation) {
    try {
      return computation.get();
    } catch (EngineException failed) {
      throw new ObserverFailedException(
          "observer " + description.name() + " failed: " + EngineMessage.of(failed), failed);
    }
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
