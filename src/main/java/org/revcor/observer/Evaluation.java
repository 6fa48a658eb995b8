package org.revcor.observer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.stream.IntStream;

/**
 * What an observer answers to labelled pictures.
 *
 * @param confusion number of pictures by label (row) and answer (column)
 */
record Evaluation(int[][] confusion) {
  private static final int BATCH = 250;

  /** Shows all pictures to the observer. */
  static Evaluation of(Observer observer, TrainingPictures pictures, Device device) {
    ObserverDescription description = observer.description();
    int[][] confusion = new int[pictures.classes().size()][description.classes().size()];
    int[] order = IntStream.range(0, pictures.size()).toArray();
    Batch batch = new Batch(pictures, BATCH);
    try (NDManager manager = NDManager.newBaseManager(device, "PyTorch")) {
      for (int from = 0; from < order.length; from += BATCH) {
        int to = Math.min(from + BATCH, order.length);
        try (NDManager scope = manager.newSubManager()) {
          NDArray outputs = observer.answer(batch.pictures(scope, order, from, to));
          long[] answers = Readout.LABEL.responses(outputs, description).argMax(1).toLongArray();
          for (int i = from; i < to; i++) {
            confusion[pictures.labels()[i]][(int) answers[i - from]]++;
          }
        }
      }
    }
    return new Evaluation(confusion);
  }

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
}
