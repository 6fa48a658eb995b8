package org.revcor.lane;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.revcor.ObserverFailedException;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.PooledReadout;
import org.revcor.observer.Readout;
import org.revcor.observer.UnitReadout;

/** Shows stimuli to an observer, and takes of its answers what a study is about. */
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
   * Responses to a batch.
   *
   * @param stimuli n x C x H x W
   * @param trial number of the trial of each row, for messages
   * @return n x channels
   * @throws ObserverFailedException if an answer is not finite
   */
  NDArray of(NDArray stimuli, IntToLongFunction trial) {
    return switch (readout) {
      case ClassReadout ofClasses -> {
        NDArray outputs = observer.answer(stimuli);
        FiniteAnswers.require(outputs, output -> "output " + output, shape.name(), trial);
        yield ofClasses.responses(outputs, shape);
      }
      case UnitReadout ofUnits ->
          ofLayer(observer.activations(stimuli, List.of(ofUnits.layer(shape))).getFirst(), trial);
      case PooledReadout pooledMaps ->
          throw new IllegalStateException("positions are pooled apart");
    };
  }

  /**
   * What the readout takes of values of its layer.
   *
   * @param values of a batch
   * @return n x channels
   */
  NDArray ofLayer(NDArray values, IntToLongFunction trial) {
    NDArray responses = readout.responses(values, shape);
    List<String> names = readout.channels(shape);
    FiniteAnswers.require(responses, names::get, shape.name(), trial);
    return responses;
  }
}
