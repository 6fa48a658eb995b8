package org.revcor.observer.training;

import ai.djl.Device;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.revcor.dataset.Images;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.OutputKind;
import org.revcor.observer.training.ImageBatch.ImageBatches;

/**
 * The result of testing an observer on images.
 *
 * @param confusion for a classifier, numbers of images by label (row) and predicted label (column)
 * @param error for an auto-encoder, the mean over pixels and images of the squared difference
 */
record Evaluation(int @Nullable [][] confusion, @Nullable Double error) {
  /** Returns the fraction of images classified correctly; null for an auto-encoder. */
  @Nullable Double accuracy() {
    if (confusion == null) {
      return null;
    }
    int correct = 0;
    int all = 0;
    for (int label = 0; label < confusion.length; label++) {
      correct += confusion[label][label];
      all += IntStream.of(confusion[label]).sum();
    }
    return (double) correct / all;
  }

  boolean isBetterThan(Evaluation other) {
    return score() > other.score();
  }

  private double score() {
    Double accuracy = accuracy();
    return accuracy == null ? -Objects.requireNonNullElse(error, Double.NaN) : accuracy;
  }

  String text() {
    return confusion == null
        ? "test mean squared error %.5f".formatted(-score())
        : "test accuracy %.2f %%".formatted(100 * score());
  }

  static Evaluation of(Observer observer, Images images, Device device) {
    return observer.description().output() == OutputKind.IMAGES
        ? new Evaluation(null, meanSquaredError(observer, images, device))
        : new Evaluation(confusion(observer, images, device), null);
  }

  /** Returns numbers of images by label (row) and predicted label (column). */
  static int[][] confusion(Observer observer, Images images, Device device) {
    ObserverDescription description = observer.description();
    int[][] confusion = new int[images.classes().size()][description.classes().size()];
    new ImageBatches(observer, images, device)
        .run(
            (batch, outputs, first) -> {
              long[] labels =
                  ClassReadout.LABEL.responses(outputs, description).argMax(1).toLongArray();
              for (int i = 0; i < labels.length; i++) {
                confusion[images.labels()[first + i]][(int) labels[i]]++;
              }
            });
    return confusion;
  }

  private static double meanSquaredError(Observer observer, Images images, Device device) {
    double[] sum = new double[1];
    new ImageBatches(observer, images, device)
        .run(
            (batch, outputs, first) ->
                sum[0] += outputs.sub(batch.reshape(outputs.getShape())).square().sum().getFloat());
    return sum[0] / ((double) images.size() * images.values());
  }
}
