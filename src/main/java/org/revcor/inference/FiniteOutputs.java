package org.revcor.inference;

import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import org.revcor.ObserverFailedException;

/** Requires finite outputs: a single NaN would make all sums NaN. */
final class FiniteOutputs {
  private FiniteOutputs() {}

  /**
   * @param outputs values in row-major order
   * @param width values of a row
   * @param name name of a column
   * @param observer name of the observer
   * @param trial number of the trial of a row
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
