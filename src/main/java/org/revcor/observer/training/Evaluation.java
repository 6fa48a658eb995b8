package org.revcor.observer.training;

import ai.djl.Device;
import java.util.stream.IntStream;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.OutputKind;

/** What an observer makes of pictures. */
sealed interface Evaluation {
  /** Whether this is better than another of the same kind. */
  boolean isBetterThan(Evaluation other);

  /**
   * Answers of a classifier.
   *
   * @param confusion number of pictures by label (row) and answer (column)
   */
  record Classified(int[][] confusion) implements Evaluation {
    /** Fraction of pictures answered with their label. */
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
   * Pictures given back.
   *
   * @param meanSquaredError mean over pixels and pictures of the squared difference, in [0,1]
   */
  record Restored(double meanSquaredError) implements Evaluation {
    @Override
    public boolean isBetterThan(Evaluation other) {
      return !(other instanceof Restored that) || meanSquaredError < that.meanSquaredError;
    }
  }

  /** Shows all pictures to the observer. */
  static Evaluation of(Observer observer, TrainingPictures pictures, Device device) {
    return observer.description().output() == OutputKind.PICTURES
        ? new Restored(meanSquaredError(observer, pictures, device))
        : new Classified(confusion(observer, pictures, device));
  }

  /** Pictures by label (row) and answer (column). */
  static int[][] confusion(Observer observer, TrainingPictures pictures, Device device) {
    ObserverDescription description = observer.description();
    int[][] confusion = new int[pictures.classes().size()][description.classes().size()];
    PictureShow.of(observer, pictures, device)
        .run(
            (shown, outputs, first) -> {
              long[] answers =
                  ClassReadout.LABEL.responses(outputs, description).argMax(1).toLongArray();
              for (int i = 0; i < answers.length; i++) {
                confusion[pictures.labels()[first + i]][(int) answers[i]]++;
              }
            });
    return confusion;
  }

  private static double meanSquaredError(
      Observer observer, TrainingPictures pictures, Device device) {
    double[] sum = new double[1];
    PictureShow.of(observer, pictures, device)
        .run(
            (shown, outputs, first) ->
                sum[0] += outputs.sub(shown.reshape(outputs.getShape())).square().sum().getFloat());
    return sum[0] / ((double) pictures.size() * pictures.values());
  }
}
