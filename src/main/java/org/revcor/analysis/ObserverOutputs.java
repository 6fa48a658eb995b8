package org.revcor.analysis;

import org.revcor.observer.ObserverDescription;
import org.revcor.observer.OutputKind;

/** What an observer's raw outputs mean. */
public final class ObserverOutputs {
  private static final double LEAST = 1e-9;

  private ObserverOutputs() {}

  /** Classes of stimuli, as {@link #label} tells them. */
  public static int[] labels(float[][] outputs) {
    int[] labels = new int[outputs.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = label(outputs[i]);
    }
    return labels;
  }

  /**
   * The class of the largest output, the lowest on a tie; of a single logit the second class if it
   * is above 0.
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
   * Probabilities of the classes: the softmax of logits, two classes for a single one; outputs that
   * are probabilities, which are one a class, as they are.
   */
  public static double[] probabilities(float[] outputs, ObserverDescription observer) {
    if (observer.output() == OutputKind.PROBABILITIES) {
      return doubles(outputs);
    }
    double[] values = outputs.length == 1 ? new double[] {0, outputs[0]} : doubles(outputs);
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
   * Logarithms of the probabilities of the classes. Those of outputs that are probabilities are at
   * least log 1e-9.
   */
  public static double[] logProbabilities(float[] outputs, ObserverDescription observer) {
    if (observer.output() == OutputKind.PROBABILITIES || outputs.length == 1) {
      double[] logs = probabilities(outputs, observer);
      for (int c = 0; c < logs.length; c++) {
        logs[c] = Math.log(Math.max(LEAST, logs[c]));
      }
      return logs;
    }
    double[] logs = doubles(outputs);
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

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
