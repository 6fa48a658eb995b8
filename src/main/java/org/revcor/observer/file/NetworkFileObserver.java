package org.revcor.observer.file;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.stream.IntStream;
import org.revcor.ObserverFailedException;
import org.revcor.observer.EngineArrays.OutputCheck;
import org.revcor.observer.EngineMessage;
import org.revcor.observer.InputGradient;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.OutputKind;

/**
 * An observer from a network file.
 *
 * @param bytes the file's size, slightly more than the size of its parameters
 */
record NetworkFileObserver(
    ObserverDescription description, NetworkModule module, ReturnedArrays returned, long bytes)
    implements Observer {

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
    List<LayerDescription> read =
        layers.stream().map(layer -> description.layer("layer", layer)).toList();
    List<Integer> positions = read.stream().map(returned::position).toList();
    IntStream.range(0, outputs.size())
        .filter(position -> !positions.contains(position))
        .forEach(position -> outputs.get(position).close());
    long n = stimuli.getShape().get(0);
    return read.stream()
        .map(layer -> checked(outputs.get(returned.position(layer)), n, layer))
        .toList();
  }

  private NDArray checked(NDArray values, long n, LayerDescription layer) {
    if (!layer.equals(description.outputLayer())) {
      return OutputCheck.layer(values, n, layer, description.name());
    }
    NDArray output = isSingleProbability(values) ? ofBothClasses(values) : values;
    OutputCheck.require(output, n, description.outputs(), description.name());
    return output;
  }

  private boolean isSingleProbability(NDArray values) {
    return description.output() == OutputKind.PROBABILITIES
        && values.getShape().dimension() == 2
        && values.getShape().get(1) == 1;
  }

  /** Returns (1 - p, p) for the probability p of the second class. */
  private static NDArray ofBothClasses(NDArray p) {
    try (p;
        NDArray negative = p.neg();
        NDArray other = negative.add(1)) {
      return other.concat(p, 1);
    }
  }

  private ObserverFailedException failed(EngineException failed) {
    return new ObserverFailedException(
        "observer " + description.name() + " failed: " + EngineMessage.of(failed), failed);
  }

  @Override
  public void close() {
    module.close();
  }
}
