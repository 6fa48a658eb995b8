package org.revcor.lane;

import ai.djl.ndarray.NDArray;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import org.revcor.ObserverFailedException;

/** Answers that are no numbers would spoil sums for ever. */
final class FiniteOutputs {
  private FiniteOutputs() {}

  /**
   * @param values n x columns
   * @param name of a column
   * @param observer its name
   * @param firstTrial number of the first row's trial
   * @throws ObserverFailedException if a value is not finite
   */
  static void require(NDArray values, IntFunction<String> name, String observer, long firstTrial) {
    require(values, name, observer, row -> firstTrial + row);
  }

  /**
   * @param values n x columns
   * @param name of a column
   * @param observer its name
   * @param trial number of the trial of a row
   * @throws ObserverFailedException if a value is not finite
   */
  static void require(
      NDArray values, IntFunction<String> name, String observer, IntToLongFunction trial) {
    require(values.toFloatArray(), (int) values.getShape().get(1), name, observer, trial);
  }

  /**
   * @param outputs row after row
   * @param width of a row
   * @param name of a column
   * @param observer its name
   * @param trial number of the trial of a row
   * @throws ObserverFailedException if a value is not finite
   */
  static void require(
      float[] outputs,
      int width,
      IntFunction<String> name,
      String observer,
      IntToLongFunction trial) {
    if (finite(outputs)) {
      return;
    }
    for (int i = 0; i < outputs.length; i++) {
      if (!Float.isFinite(outputs[i])) {
        throw new ObserverFailedException(
            "observer %s answered %s at %s of trial %d; its outputs must be finite numbers"
                .formatted(
                    observer, outputs[i], name.apply(i % width), trial.applyAsLong(i / width)));
      }
    }
  }

  /** A loop without a way out, of which the compiler makes vectors. */
  private static boolean finite(float[] values) {
    float least = 0;
    float most = 0;
    for (float value : values) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    return Float.isFinite(least) && Float.isFinite(most);
  }
}
