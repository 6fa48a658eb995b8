package org.revcor.observer;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import org.revcor.ObserverFailedException;

/** An observer from a TorchScript file: a black box with one answer. */
final class TorchScriptObserver implements Observer {
  private final ObserverDescription description;
  private final TorchScriptModule module;
  private final long bytes;

  TorchScriptObserver(ObserverDescription description, TorchScriptModule module, long bytes) {
    this.description = description;
    this.module = module;
    this.bytes = bytes;
  }

  @Override
  public ObserverDescription description() {
    return description;
  }

  @Override
  public NDArray answer(NDArray stimuli) {
    NDList outputs;
    try {
      outputs = module.forward(stimuli);
    } catch (EngineException failed) {
      throw new ObserverFailedException(
          "observer " + description.name() + " failed: " + EngineMessage.of(failed), failed);
    }
    if (outputs.size() != 1) {
      throw new ObserverFailedException(
          "observer %s answered with %d arrays; it must be one"
              .formatted(description.name(), outputs.size()));
    }
    NDArray answer = outputs.head();
    Answers.require(answer, stimuli.getShape().get(0), description.outputs(), description.name());
    return answer;
  }

  @Override
  public List<NDArray> activations(NDArray stimuli, List<String> layers) {
    return layers.stream().map(layer -> answer(stimuli)).toList();
  }

  @Override
  public Gradient gradient(NDArray stimuli, String layer, Objective objective) {
    throw new ObserverFailedException(
        "observer " + description.name() + " is a black box and gives no gradient");
  }

  /** The file's size, which is that of its parameters and a little more. */
  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    module.close();
  }
}
