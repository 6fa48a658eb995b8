package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;

import java.util.List;
import org.revcor.observer.network.vector.Kernel.Linear;

/**
 * Runs kernels one after the other on batches of images.
 *
 * <p>Tiles pass one by one through the kernels before the first fully connected layer, so that
 * their values remain in the cache of the core. Later kernels take four tiles at a time.
 *
 * <p>One thread at a time may use it.
 */
public final class VectorNetwork {
  private final List<Kernel> kernels;

  /** Number of kernels before the first fully connected layer. */
  private final int single;

  /** All values of this network but those that the backward pass needs. */
  private final float[] all;

  /** Two buffers: a kernel reads the first and writes the other, and then they change places. */
  private int before;

  private int after;

  /** Values of four tiles before the first fully connected layer. */
  private final int joined;

  /** Memory for copying images. */
  private final int scratch;

  /** What the backward pass needs, by kernel. */
  private final float[][] savedValues;

  /**
   * @param kernels kernels in order, at least one; networks can share them
   */
  public VectorNetwork(List<Kernel> kernels, Memory memory) {
    this.kernels = List.copyOf(kernels);
    int first = 0;
    while (first < kernels.size() && !(kernels.get(first) instanceof Linear)) {
      first++;
    }
    single = first;
    int max = 0;
    for (int i = 0; i < kernels.size(); i++) {
      int tiles = i < single ? 1 : Product.COLUMNS;
      max = Math.max(max, tiles * Math.max(kernels.get(i).inputs(), kernels.get(i).outputs()));
    }
    Memory own = memory.copy();
    before = own.reserve(max);
    after = own.reserve(max);
    joined = own.reserve(Math.max(max, Product.COLUMNS * values(single)));
    scratch = own.reserve(ImageValues.SCRATCH);
    all = own.allocate();
    savedValues = new float[kernels.size()][0];
  }

  public static int bits() {
    return Tile.SPECIES.vectorBitSize();
  }

  /**
   * Returns the number of values of an image.
   *
   * @param layer number of kernels before them; 0 for the input
   */
  private int values(int layer) {
    return layer == 0 ? kernels.getFirst().inputs() : kernels.get(layer - 1).outputs();
  }

  /**
   * Runs the network.
   *
   * @param values by number of kernels: receives the values after so many kernels; the last is
   *     needed
   * @param recording whether {@link #backward} follows
   */
  public void forward(ImageValues images, int n, ImageValues[] values, boolean recording) {
    for (int i = 0; i < savedValues.length; i++) {
      int length =
          recording && i < values.length - 1
              ? Math.ceilDiv(n, IMAGES) * kernels.get(i).savedValues()
              : 0;
      savedValues[i] =
          length > savedValues[i].length || length == 0 ? new float[length] : savedValues[i];
    }
    int step = imagesAtOnce(values.length - 1);
    for (int first = 0; first < n; first += step) {
      int end = Math.min(n, first + step);
      int size = values(Math.min(single, values.length - 1)) * IMAGES;
      for (int image = first; image < end; image += IMAGES) {
        forward(images, image, Math.min(IMAGES, end - image), values);
        copy(before, joined + (image - first) / IMAGES * size, size);
      }
      forwardJoined(first, end, values);
    }
  }

  private int imagesAtOnce(int layer) {
    return layer > single ? Product.COLUMNS * IMAGES : IMAGES;
  }

  /** Runs a tile to the first fully connected layer. */
  private void forward(ImageValues images, int first, int count, ImageValues[] values) {
    images.read(values(0), first, count, all, before, scratch);
    write(values, 0, first, count);
    for (int i = 0; i < Math.min(single, values.length - 1); i++) {
      forward(i, before, 1, first);
      write(values, i + 1, first, count);
    }
  }

  /** Runs some tiles from the first fully connected layer on. */
  private void forwardJoined(int first, int end, ImageValues[] values) {
    for (int i = single; i < values.length - 1; i++) {
      forward(i, i == single ? joined : before, Math.ceilDiv(end - first, IMAGES), first);
      write(values, i + 1, first, end - first);
    }
  }

  private void forward(int kernel, int in, int tiles, int firstImage) {
    kernels.get(kernel).forward(all, in, after, tiles, saved(kernel, firstImage));
    swap();
  }

  private void write(ImageValues[] values, int layer, int first, int count) {
    if (values[layer].areNeeded()) {
      values[layer].write(values(layer), first, count, all, before, scratch);
    }
  }

  private void swap() {
    int next = before;
    before = after;
    after = next;
  }

  private Kernel.Saved saved(int kernel, int firstImage) {
    return new Kernel.Saved(
        savedValues[kernel], firstImage / IMAGES * kernels.get(kernel).savedValues());
  }

  /**
   * Computes the gradient with respect to the images of the last {@link #forward}, which recorded.
   *
   * @param layer number of kernels before the values
   */
  public void backward(int layer, ImageValues gradient, int n, ImageValues out) {
    int step = imagesAtOnce(layer);
    for (int first = 0; first < n; first += step) {
      int end = Math.min(n, first + step);
      int tiles = Math.ceilDiv(end - first, IMAGES);
      int size = values(Math.min(single, layer)) * IMAGES;
      int from = layer > single ? before : joined;
      gradient.read(values(layer), first, end - first, all, from, scratch);
      for (int i = layer - 1; i >= single; i--) {
        backward(i, i == single ? joined : after, tiles, first);
      }
      for (int image = first; image < end; image += IMAGES) {
        copy(joined + (image - first) / IMAGES * size, before, size);
        for (int i = Math.min(single, layer) - 1; i >= 0; i--) {
          backward(i, after, 1, image);
        }
        out.write(values(0), image, Math.min(IMAGES, end - image), all, before, scratch);
      }
    }
  }

  private void backward(int kernel, int to, int tiles, int firstImage) {
    kernels.get(kernel).backward(all, before, to, tiles, saved(kernel, firstImage));
    swap();
  }

  private void copy(int from, int to, int length) {
    System.arraycopy(all, from, all, to, length);
  }
}
