package org.revcor.observer.training;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.revcor.dataset.Images;
import org.revcor.observer.Observer;

/** Aligned memory for a batch of images. An array from it is valid until the next batch. */
final class ImageBatch {
  private static final int ALIGNMENT = 64;
  private static final float WHITE = 255f;

  private final Images images;
  private final ByteBuffer memory;

  ImageBatch(Images images, int capacity) {
    this.images = images;
    this.memory =
        ByteBuffer.allocateDirect(Float.BYTES * capacity * images.values() + ALIGNMENT)
            .alignedSlice(ALIGNMENT)
            .order(ByteOrder.nativeOrder());
  }

  /**
   * Returns images {@code order[from]} to {@code order[to-1]} as n x C x H x W, channels last in
   * memory.
   *
   * @param mirrored indices of images to mirror left to right
   */
  NDArray images(NDManager manager, int[] order, int from, int to, BitSet mirrored) {
    FloatBuffer values = memory.duplicate().order(ByteOrder.nativeOrder()).clear().asFloatBuffer();
    for (int i = from; i < to; i++) {
      put(order[i], mirrored.get(order[i]), values);
    }
    ByteBuffer filled =
        memory.slice(0, Float.BYTES * values.position()).order(ByteOrder.nativeOrder());
    Shape shape = new Shape(to - from, images.height(), images.width(), images.planes());
    return manager.create(filled, shape, DataType.FLOAT32).transpose(0, 3, 1, 2);
  }

  /** Writes an image as H x W x C values in [0,1], optionally mirrored left to right. */
  private void put(int image, boolean mirrored, FloatBuffer channelsLast) {
    int width = images.width();
    for (int row = 0; row < images.height(); row++) {
      for (int column = 0; column < width; column++) {
        int position = row * width + (mirrored ? width - 1 - column : column);
        for (int plane = 0; plane < images.planes(); plane++) {
          channelsLast.put(images.pixel(image, plane, position) / WHITE);
        }
      }
    }
  }

  /** Returns the labels of the same images, int64, n x 1. */
  NDArray labels(NDManager manager, int[] order, int from, int to) {
    long[] labels = new long[to - from];
    for (int i = from; i < to; i++) {
      labels[i - from] = images.labels()[order[i]];
    }
    return manager.create(labels, new Shape(labels.length, 1));
  }

  record ImageBatches(Observer observer, Images images, Device device) {
    private static final int BATCH = 250;

    interface BatchReceiver {
      /**
       * Receives a batch.
       *
       * @param batch n x C x H x W
       * @param outputs n x outputs
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
}
