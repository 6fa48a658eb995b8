package org.revcor.observer.training;

import ai.djl.Device;
import java.util.stream.IntStream;
import org.revcor.dataset.Images;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.OutputKind;
import org.revcor.observer.training.ImageBatch.ImageBatches;

/** The result of testing an observer on images. */
sealed interface Evaluation {
  /** Returns whether this is better than another evaluation; true if the kinds differ. */
  boolean isBetterThan(Evaluation other);

  /**
   * The predictions of a classifier.
   *
   * @param confusion number of images by label (row) and predicted label (column)
   */
  record Classified(int[][] confusion) implements Evaluation {
    /** Returns the fraction of images classified correctly. */
    double accuracy() {
      int correct = 0;
      int all = 0;
      for (int label = 0; label < confusion.length; label++) {
        correct += confusion[label][label];
        all += IntStream.of(confusion[label]).sum();
      }
      return (double) correct / all;
    }

    @Override
    public boolean isBetterThan(Evaluation other) {
      return !(other instanceof Classified that) || accuracy() > that.accuracy();
    }
  }

  /**
   * The reconstructions of an auto-encoder.
   *
   * @param meanSquaredError mean over pixels and images of the squared difference, in [0,1]
   */
  record Reconstructed(double meanSquaredError) implements Evaluation {
    @Override
    public boolean isBetterThan(Evaluation other) {
      return !(other instanceof Reconstructed that) || meanSquaredError < that.meanSquaredError;
    }
  }

  static Evaluation of(Observer observer, Images images, Device device) {
    return observer.description().output() == OutputKind.IMAGES
        ? new Reconstructed(meanSquaredError(observer, images, device))
        : new Classified(confusion(observer, images, device));
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
