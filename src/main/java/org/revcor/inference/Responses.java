package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import org.revcor.ObserverFailedException;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.PooledReadout;
import org.revcor.observer.Readout;
import org.revcor.observer.UnitReadout;

/** Shows stimuli to an observer and computes the responses of a readout. */
final class Responses {
  private final Observer observer;
  private final ObserverDescription shape;
  private final Readout readout;

  Responses(Observer observer, Readout readout) {
    this.observer = observer;
    this.shape = observer.description();
    this.readout = readout;
  }

  /**
   * Returns the responses to a batch.
   *
   * @param stimuli n x C x H x W
   * @param trial number of the trial of each row, for messages
   * @param reading reads the outputs to check them
   * @return n x channels
   * @throws ObserverFailedException if an output is not finite, when it is read
   */
  NDArray of(NDArray stimuli, IntToLongFunction trial, DeviceReader reading) {
    return switch (readout) {
      case ClassReadout ofClasses -> {
        NDArray outputs = observer.forward(stimuli);
        requireFinite(outputs, output -> "output " + output, trial, reading);
        yield ofClasses.responses(outputs, shape);
      }
      case UnitReadout ofUnits ->
          ofLayer(
              observer.activations(stimuli, List.of(ofUnits.layer(shape))).getFirst(),
              trial,
              reading);
      case PooledReadout pooledMaps ->
          throw new IllegalStateException("a pooled readout needs PooledReduction");
    };
  }

  /** Returns the responses computed from outputs of the readout's layer, n x channels. */
  NDArray ofLayer(NDArray values, IntToLongFunction trial, DeviceReader reading) {
    NDArray responses = readout.responses(values, shape);
    List<String> names = readout.channels(shape);
    requireFinite(responses, names::get, trial, reading);
    return responses;
  }

  private void requireFinite(
      NDArray values, IntFunction<String> name, IntToLongFunction trial, DeviceReader reading) {
    int width = (int) values.getShape().get(1);
    reading.read(
        values, outputs -> FiniteOutputs.require(outputs, width, name, shape.name(), trial));
  }
}
