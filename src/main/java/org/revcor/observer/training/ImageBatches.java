package org.revcor.observer.training;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.revcor.dataset.Images;
import org.revcor.observer.Observer;

/** Runs an observer on images in order, batch by batch. */
record ImageBatches(Observer observer, Images images, Device device) {
  private static final int BATCH = 250;

  /** Receives the batches and outputs. */
  interface BatchReceiver {
    /**
     * Receives a batch.
     *
     * @param batch n x C x H x W
     * @param outputs n x outputs
     * @param first index of the batch's first image
     */
    void accept(NDArray batch, NDArray outputs, int first);
  }

  void run(BatchReceiver receiver) {
    int[] order = IntStream.range(0, images.size()).toArray();
    ImageBatch memory = new ImageBatch(images, Math.min(BATCH, images.size()));
    try (NDManager manager = NDManager.newBaseManager(device, "PyTorch")) {
      for (int from = 0; from < order.length; from += BATCH) {
        int to = Math.min(from + BATCH, order.length);
        try (NDManager scope = manager.newSubManager()) {
          NDArray batch = memory.images(scope, order, from, to, new BitSet());
          receiver.accept(batch, observer.forward(batch), from);
        }
      }
    }
  }
}
