package org.revcor.analysis.activity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import org.revcor.ObserverFailedException;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Stimuli;
import org.revcor.observer.EngineArrays;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.OutputKind;

/**
 * Gradient of an observer's loss by each pixel, averaged over the images of each label (the paper's
 * Fig 7D). The loss is the cross entropy of outputs and labels.
 */
public final class LossGradient {
  /** An output of zero has no logarithm; the gradient of smaller ones is 0. */
  private static final float MIN_PROBABILITY = Float.MIN_NORMAL;

  /**
   * Averages by label.
   *
   * @param maps d values per label: change of the loss in nats per unit of the pixel, white being 1
   *     and black 0; NaN for a label without images
   * @param norms mean gradient norm over the images of each label
   * @param counts number of images of each label
   */
  public record Averages(float[][] maps, double[] norms, int[] counts) {}

  private record Sums(double[][] gradients, double[] norms) {}

  private LossGradient() {}

  /**
   * Averages the gradient of the loss.
   *
   * @param labels one per stimulus
   * @throws ObserverFailedException if a gradient is not finite
   */
  public static Averages of(InferenceSession session, Stimuli stimuli, int[] labels) {
    ObserverDescription observer = session.observer();
    int classes = observer.classes().size();
    String outputLayer = observer.layers().getLast().name();
    int[] counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
    double[][] gradients = new double[classes][observer.values()];
    double[] norms = new double[classes];
    session.gradients(
        stimuli,
        outputLayer,
        first -> values -> loss(values, labels, first, observer),
        (first, read) -> sums(read.get(1).toFloatArray(), labels, first, observer),
        batch -> {
          for (int label = 0; label < classes; label++) {
            norms[label] += batch.norms()[label] / counts[label];
            for (int j = 0; j < observer.values(); j++) {
              gradients[label][j] += batch.gradients()[label][j];
            }
          }
        });
    float[][] maps = new float[classes][observer.values()];
    for (int label = 0; label < classes; label++) {
      for (int j = 0; j < observer.values(); j++) {
        maps[label][j] = (float) (gradients[label][j] / counts[label]);
      }
    }
    return new Averages(maps, norms, counts);
  }

  private static NDArray loss(
      NDArray values, int[] labels, int first, ObserverDescription observer) {
    int n = (int) values.getShape().get(0);
    int outputs = observer.outputs();
    float[] weights = new float[n * outputs];
    for (int i = 0; i < n; i++) {
      int label = labels[first + i];
      if (outputs == 1) {
        weights[i] = label == 0 ? 1 : -1;
      } else {
        weights[i * outputs + label] = -1;
      }
    }
    NDArray chosen = values.getManager().create(weights, new Shape(n, outputs));
    if (outputs == 1) {
      return Activation.softPlus(new NDList(values.mul(chosen))).singletonOrThrow();
    }
    return observer.output() == OutputKind.PROBABILITIES
        ? values.maximum(EngineArrays.of(values.getManager(), MIN_PROBABILITY)).log().mul(chosen)
        : values.logSoftmax(1).mul(chosen);
  }

  private static Sums sums(
      float[] gradient, int[] labels, int first, ObserverDescription observer) {
    int values = observer.values();
    int classes = observer.classes().size();
    Sums sums = new Sums(new double[classes][values], new double[classes]);
    for (int i = 0; i < gradient.length / values; i++) {
      int label = labels[first + i];
      double squares = 0;
      for (int j = 0; j < values; j++) {
        float value = gradient[i * values + j];
        if (!Float.isFinite(value)) {
          throw new ObserverFailedException(
              "the loss of observer %s has a gradient of %s".formatted(observer.name(), value));
        }
        sums.gradients()[label][j] += value;
        squares += (double) value * value;
      }
      sums.norms()[label] += Math.sqrt(squares);
    }
    return sums;
  }
}
