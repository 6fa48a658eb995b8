package org.revcor.analysis;

import org.revcor.observer.ObserverDescription;
import org.revcor.observer.OutputKind;

/** Converts raw outputs of an observer into classes and probabilities. */
public final class ObserverOutputs {
  private static final double MIN_PROBABILITY = 1e-9;

  private ObserverOutputs() {}

  /** Returns the class of each row, see {@link #label}. */
  public static int[] labels(float[][] outputs) {
    int[] labels = new int[outputs.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = label(outputs[i]);
    }
    return labels;
  }

  /**
   * Returns the class of the largest output, the lowest class on a tie; for a single logit the
   * second class if the logit is above 0.
   */
  public static int label(float[] outputs) {
    if (outputs.length == 1) {
      return outputs[0] > 0 ? 1 : 0;
    }
    int best = 0;
    for (int c = 1; c < outputs.length; c++) {
      best = outputs[c] > outputs[best] ? c : best;
    }
    return best;
  }

  /**
   * Returns the probabilities of the classes: the softmax of logits, of 0 and the logit for a
   * single one. Outputs that are probabilities are returned unchanged.
   */
  public static double[] probabilities(float[] outputs, ObserverDescription observer) {
    if (observer.output() == OutputKind.PROBABILITIES) {
      return doubles(outputs);
    }
    double[] values = logits(outputs);
    double most = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      most = Math.max(most, value);
    }
    double sum = 0;
    for (int c = 0; c < values.length; c++) {
      values[c] = Math.exp(values[c] - most);
      sum += values[c];
    }
    for (int c = 0; c < values.length; c++) {
      values[c] /= sum;
    }
    return values;
  }

  /**
   * Returns the logarithms of the class probabilities. Outputs that are probabilities are clipped
   * at 1e-9.
   */
  public static double[] logProbabilities(float[] outputs, ObserverDescription observer) {
    if (observer.output() == OutputKind.PROBABILITIES) {
      double[] logs = doubles(outputs);
      for (int c = 0; c < logs.length; c++) {
        logs[c] = Math.log(Math.max(MIN_PROBABILITY, logs[c]));
      }
      return logs;
    }
    double[] logs = logits(outputs);
    double most = Double.NEGATIVE_INFINITY;
    for (double value : logs) {
      most = Math.max(most, value);
    }
    double sum = 0;
    for (double value : logs) {
      sum += Math.exp(value - most);
    }
    double all = most + Math.log(sum);
    for (int c = 0; c < logs.length; c++) {
      logs[c] -= all;
    }
    return logs;
  }

  /** Returns the logit of each class: of two classes with a single logit, 0 and the logit. */
  private static double[] logits(float[] outputs) {
    return outputs.length == 1 ? new double[] {0, outputs[0]} : doubles(outputs);
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
