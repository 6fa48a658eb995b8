package org.revcor.observer.training;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.revcor.observer.Observer;

/** Shows images to an observer, batch by batch in their order. */
record ImageBatches(Observer observer, TrainingImages images, Device device) {
  private static final int BATCH = 250;

  /** Takes what was shown and what was answered. */
  interface Audience {
    /**
     * Sees a batch.
     *
     * @param shown n x C x H x W
     * @param outputs n x outputs
     * @param first number of the first of these images
     */
    void see(NDArray shown, NDArray outputs, int first);
  }

  static ImageBatches of(Observer observer, TrainingImages images, Device device) {
    return new ImageBatches(observer, images, device);
  }

  void run(Audience audience) {
    int[] order = IntStream.range(0, images.size()).toArray();
    Batch batch = new Batch(images, Math.min(BATCH, images.size()));
    try (NDManager manager = NDManager.newBaseManager(device, "PyTorch")) {
      for (int from = 0; from < order.length; from += BATCH) {
        int to = Math.min(from + BATCH, order.length);
        try (NDManager scope = manager.newSubManager()) {
          NDArray shown = batch.images(scope, order, from, to, new BitSet());
          audience.see(shown, observer.forward(shown), from);
        }
      }
    }
  }
}
