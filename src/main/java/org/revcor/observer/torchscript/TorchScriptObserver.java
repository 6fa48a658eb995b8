package org.revcor.observer.torchscript;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.stream.IntStream;
import org.revcor.ObserverFailedException;
import org.revcor.observer.EngineMessage;
import org.revcor.observer.InputGradient;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.OutputCheck;

/**
 * An observer from a TorchScript file. Its layers are what the module returns: first the answer,
 * then the others in the order in which they are described.
 */
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
  public NDArray forward(NDArray stimuli) {
    return activations(stimuli, List.of(description.outputLayer().name())).getFirst();
  }

  @Override
  public List<NDArray> activations(NDArray stimuli, List<String> layers) {
    return forward(stimuli, layers, false);
  }

  @Override
  public Gradient gradient(NDArray stimuli, String layer, Objective objective) {
    if (!description.differentiable()) {
      throw new ObserverFailedException(
          "observer %s is a black box; gradients need a network whose operations PyTorch can differentiate"
              .formatted(description.name()));
    }
    try {
      return InputGradient.of(
          stimuli, shown -> forward(shown, List.of(layer), true).getFirst(), objective);
    } catch (EngineException failed) {
      throw failed(failed);
    }
  }

  private List<NDArray> forward(NDArray stimuli, List<String> layers, boolean recording) {
    List<NDArray> outputs;
    try {
      outputs = module.forward(stimuli, recording);
    } catch (EngineException failed) {
      throw failed(failed);
    } catch (UnsupportedOperationException noArrays) {
      throw new ObserverFailedException(
          "observer %s answered with what is no array, or list or tuple of arrays"
              .formatted(description.name()),
          noArrays);
    }
    if (outputs.size() != description.layers().size()) {
      throw new ObserverFailedException(
          "observer %s returned %d arrays; it must be %d"
              .formatted(description.name(), outputs.size(), description.layers().size()));
    }
    List<Integer> places = layers.stream().map(this::place).toList();
    IntStream.range(0, outputs.size())
        .filter(place -> !places.contains(place))
        .forEach(place -> outputs.get(place).close());
    return places.stream()
        .map(place -> checked(outputs.get(place), stimuli.getShape().get(0), place))
        .toList();
  }

  private NDArray checked(NDArray output, long n, int place) {
    if (place == 0) {
      OutputCheck.require(output, n, description.outputs(), description.name());
      return output;
    }
    return OutputCheck.layer(output, n, description.layers().get(place - 1), description.name());
  }

  /** Where the module returns the values of a layer. */
  private int place(String layer) {
    List<LayerDescription> layers = description.layers();
    int index = layers.indexOf(description.layer("layer", layer));
    return (index + 1) % layers.size();
  }

  private ObserverFailedException failed(EngineException failed) {
    return new ObserverFailedException(
        "observer " + description.name() + " failed: " + EngineMessage.of(failed), failed);
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
