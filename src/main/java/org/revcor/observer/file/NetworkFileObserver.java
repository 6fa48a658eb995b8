package org.revcor.observer.file;

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
 * An observer from a network file. The module returns its output first, then the other layers in
 * the order of the description.
 */
final class NetworkFileObserver implements Observer {
  private final ObserverDescription description;
  private final NetworkModule module;
  private final long bytes;

  NetworkFileObserver(ObserverDescription description, NetworkModule module, long bytes) {
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
          "observer %s is a black box; gradients need a TorchScript file whose operations PyTorch can differentiate"
              .formatted(description.name()));
    }
    try {
      return InputGradient.of(
          stimuli, input -> forward(input, List.of(layer), true).getFirst(), objective);
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
          "observer %s returned neither an array nor a list or tuple of arrays"
              .formatted(description.name()),
          noArrays);
    }
    if (outputs.size() != description.layers().size()) {
      throw new ObserverFailedException(
          "observer %s returned %d arrays; it must return %d"
              .formatted(description.name(), outputs.size(), description.layers().size()));
    }
    List<Integer> positions = layers.stream().map(this::position).toList();
    IntStream.range(0, outputs.size())
        .filter(position -> !positions.contains(position))
        .forEach(position -> outputs.get(position).close());
    return positions.stream()
        .map(position -> checked(outputs.get(position), stimuli.getShape().get(0), position))
        .toList();
  }

  private NDArray checked(NDArray output, long n, int position) {
    if (position == 0) {
      OutputCheck.require(output, n, description.outputs(), description.name());
      return output;
    }
    return OutputCheck.layer(output, n, description.layers().get(position - 1), description.name());
  }

  /** Returns the position of a layer in the tuple that the module returns. */
  private int position(String layer) {
    List<LayerDescription> layers = description.layers();
    int index = layers.indexOf(description.layer("layer", layer));
    return (index + 1) % layers.size();
  }

  private ObserverFailedException failed(EngineException failed) {
    return new ObserverFailedException(
        "observer " + description.name() + " failed: " + EngineMessage.of(failed), failed);
  }

  /** Returns the file's size, slightly more than the size of its parameters. */
  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    module.close();
  }
}
