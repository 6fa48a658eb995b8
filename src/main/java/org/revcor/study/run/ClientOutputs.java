package org.revcor.study.run;

import java.util.Arrays;
import org.revcor.InvalidInputException;
import org.revcor.file.Npy;
import org.revcor.observer.ExternalObserver;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.OutputKind;
import org.revcor.study.plan.PreparedStudy;

final class ClientOutputs {
  private ClientOutputs() {}

  /**
   * Returns the outputs of a block, trials x outputs; for labels one value per trial.
   *
   * @throws InvalidInputException if type or shape are wrong, or a value is out of range
   */
  static float[] of(Npy.Array given, PreparedStudy study) {
    ObserverDescription observer = study.observer().description();
    int trials = study.plan().blockSize();
    boolean labels = observer.output() == OutputKind.LABELS;
    int[] shape = labels ? new int[] {trials} : new int[] {trials, observer.outputs()};
    String field = "body";
    if (given.isInteger() != labels || !Arrays.equals(given.shape(), shape)) {
      throw new InvalidInputException(
          field,
          "an array of %s of shape %s".formatted(given.type(), tuple(given.shape())),
          "an array of %s of shape %s"
              .formatted(labels ? "integers" : "float32 or float64", tuple(shape)));
    }
    return valid(field, given.values(), 0, observer);
  }

  /**
   * Returns outputs that the observer may have; probabilities without what rounding adds below 0
   * and above 1.
   *
   * @param values trials x outputs; for labels one value per trial
   * @throws InvalidInputException if a value is out of range
   */
  static float[] valid(String field, float[] values, long first, ObserverDescription observer) {
    int perTrial = ExternalObserver.valuesPerTrial(observer);
    for (int i = 0; i < values.length; i++) {
      if (!isValid(values[i], observer)) {
        throw new InvalidInputException(
            field, "%s in trial %d".formatted(values[i], first + i / perTrial), range(observer));
      }
    }
    if (observer.output() != OutputKind.PROBABILITIES) {
      return values;
    }
    requireSums(field, values, first, observer.outputs());
    float[] clipped = new float[values.length];
    for (int i = 0; i < clipped.length; i++) {
      clipped[i] = Math.clamp(values[i], 0f, 1f);
    }
    return clipped;
  }

  private static boolean isValid(float value, ObserverDescription observer) {
    return switch (observer.output()) {
      case LABELS -> value >= 0 && value < observer.outputs();
      case PROBABILITIES -> OutputKind.isProbability(value);
      default -> Float.isFinite(value);
    };
  }

  private static String range(ObserverDescription observer) {
    return switch (observer.output()) {
      case LABELS -> "a class from 0 to " + (observer.outputs() - 1);
      case PROBABILITIES ->
          "in [0, 1]; logits need output = logits (revcor fold --kind activations)";
      default -> "finite";
    };
  }

  private static void requireSums(String field, float[] values, long first, int classes) {
    for (int i = 0; i < values.length; i += classes) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += values[i + c];
      }
      if (Math.abs(sum - 1) > OutputKind.MAX_SUM_ERROR) {
        throw new InvalidInputException(
            field,
            "probabilities with the sum %.3f in trial %d".formatted(sum, first + i / classes),
            "probabilities with the sum 1");
      }
    }
  }

  private static String tuple(int[] shape) {
    return Arrays.toString(shape).replace('[', '(').replace(']', ')');
  }
}
