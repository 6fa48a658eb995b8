package org.revcor.observer.training;

import ai.djl.Device;
import java.util.stream.IntStream;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.OutputKind;

/** What an observer makes of images. */
sealed interface Evaluation {
  /** Whether this is better than another of the same kind. */
  boolean isBetterThan(Evaluation other);

  /**
   * Answers of a classifier.
   *
   * @param confusion number of images by label (row) and predicted label (column)
   */
  record Classified(int[][] confusion) implements Evaluation {
    /** Fraction of images answered with their label. */
    double accuracy() {
      int right = 0;
      int all = 0;
      for (int label = 0; label < confusion.length; label++) {
        right += confusion[label][label];
        all += IntStream.of(confusion[label]).sum();
      }
      return (double) right / all;
    }

    @Override
    public boolean isBetterThan(Evaluation other) {
      return !(other instanceof Classified that) || accuracy() > that.accuracy();
    }
  }

  /**
   * Images given back.
   *
   * @param meanSquaredError mean over pixels and images of the squared difference, in [0,1]
   */
  record Restored(double meanSquaredError) implements Evaluation {
    @Override
    public boolean isBetterThan(Evaluation other) {
      return !(other instanceof Restored that) || meanSquaredError < that.meanSquaredError;
    }
  }

  /** Shows all images to the observer. */
  static Evaluation of(Observer observer, TrainingImages images, Device device) {
    return observer.description().output() == OutputKind.IMAGES
        ? new Restored(meanSquaredError(observer, images, device))
        : new Classified(confusion(observer, images, device));
  }

  /** Images by label (row) and predicted label (column). */
  static int[][] confusion(Observer observer, TrainingImages images, Device device) {
    ObserverDescription description = observer.description();
    int[][] confusion = new int[images.classes().size()][description.classes().size()];
    ImageBatches.of(observer, images, device)
        .run(
            (shown, outputs, first) -> {
              long[] labels =
                  ClassReadout.LABEL.responses(outputs, description).argMax(1).toLongArray();
              for (int i = 0; i < labels.length; i++) {
                confusion[images.labels()[first + i]][(int) labels[i]]++;
              }
            });
    return confusion;
  }

  private static double meanSquaredError(Observer observer, TrainingImages images, Device device) {
    double[] sum = new double[1];
    ImageBatches.of(observer, images, device)
        .run(
            (shown, outputs, first) ->
                sum[0] += outputs.sub(shown.reshape(outputs.getShape())).square().sum().getFloat());
    return sum[0] / ((double) images.size() * images.values());
  }
}
