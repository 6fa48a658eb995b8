package org.revcor.observer.training;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.revcor.observer.Observer;

/** Shows pictures to an observer, batch by batch in their order. */
record PictureShow(Observer observer, TrainingPictures pictures, Device device) {
  private static final int BATCH = 250;

  /** Takes what was shown and what was answered. */
  interface Audience {
    /**
     * Sees a batch.
     *
     * @param shown n x C x H x W
     * @param outputs n x outputs
     * @param first number of the first of these pictures
     */
    void see(NDArray shown, NDArray outputs, int first);
  }

  static PictureShow of(Observer observer, TrainingPictures pictures, Device device) {
    return new PictureShow(observer, pictures, device);
  }

  void run(Audience audience) {
    int[] order = IntStream.range(0, pictures.size()).toArray();
    Batch batch = new Batch(pictures, Math.min(BATCH, pictures.size()));
    try (NDManager manager = NDManager.newBaseManager(device, "PyTorch")) {
      for (int from = 0; from < order.length; from += BATCH) {
        int to = Math.min(from + BATCH, order.length);
        try (NDManager scope = manager.newSubManager()) {
          NDArray shown = batch.pictures(scope, order, from, to, new BitSet());
          audience.see(shown, observer.answer(shown), from);
        }
      }
    }
  }
}
