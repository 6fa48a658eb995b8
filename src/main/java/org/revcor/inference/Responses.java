package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import org.revcor.ObserverFailedException;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.Readout;

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
   * @return n x channels
   * @throws ObserverFailedException if an output is not finite, when it is read
   */
  NDArray of(NDArray stimuli, IntToLongFunction trial, DeviceReader reading) {
    if (readout.readsOutputs()) {
      NDArray outputs = observer.forward(stimuli);
      requireFinite(outputs, output -> "output " + output, trial, reading);
      return readout.responses(outputs, shape);
    }
    NDArray values = observer.activations(stimuli, List.of(readout.layer(shape))).getFirst();
    NDArray responses = readout.responses(values, shape);
    requireFinite(responses, readout.channels(shape)::get, trial, reading);
    return responses;
  }

  private void requireFinite(
      NDArray values, IntFunction<String> name, IntToLongFunction trial, DeviceReader reading) {
    int width = (int) values.getShape().get(1);
    reading.read(
        values, outputs -> FiniteOutputs.require(outputs, width, name, shape.name(), trial));
  }

  /** Requires finite outputs: a single NaN would make all sums NaN. */
  static final class FiniteOutputs {
    private FiniteOutputs() {}

    /**
     * @param outputs values in row-major order
     * @throws ObserverFailedException if a value is not finite
     */
    static void require(
        float[] outputs,
        int width,
        IntFunction<String> name,
        String observer,
        IntToLongFunction trial) {
      if (areFinite(outputs)) {
        return;
      }
      for (int i = 0; i < outputs.length; i++) {
        if (!Float.isFinite(outputs[i])) {
          throw new ObserverFailedException(
              "observer %s returned %s at %s of trial %d; its outputs must be finite numbers"
                  .formatted(
                      observer, outputs[i], name.apply(i % width), trial.applyAsLong(i / width)));
        }
      }
    }

    /**
     * Returns whether all values are finite. It has no early exit, so that the JIT compiler
     * vectorises the loop.
     */
    private static boolean areFinite(float[] values) {
      float min = 0;
      float max = 0;
      for (float value : values) {
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
      return Float.isFinite(min) && Float.isFinite(max);
    }
  }
}
