package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;

import java.util.List;

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

  /** The values before and after a kernel, in turn. */
  private float[] before;

  private float[] after;

  /** Values of four tiles before the first fully connected layer. */
  private final float[] joined;

  /** What the backward pass needs, by kernel. */
  private final float[][] records;

  /**
   * @param kernels kernels in order, at least one
   */
  public VectorNetwork(List<Kernel> kernels) {
    this.kernels = List.copyOf(kernels);
    int first = 0;
    while (first < kernels.size() && !(kernels.get(first) instanceof Linear)) {
      first++;
    }
    single = first;
    int max = 0;
    for (int i = 0; i < kernels.size(); i++) {
      int tiles = i < single ? 1 : Linear.TILES;
      max = Math.max(max, tiles * Math.max(kernels.get(i).inputs(), kernels.get(i).outputs()));
    }
    before = new float[max * IMAGES];
    after = new float[max * IMAGES];
    joined = new float[Math.max(max, Linear.TILES * values(single)) * IMAGES];
    records = new float[kernels.size()][0];
  }

  /** Returns the length of the vectors of this process. */
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
  public void forward(Images images, int n, Images[] values, boolean recording) {
    for (int i = 0; i < records.length; i++) {
      int length =
          recording && i < values.length - 1
              ? Math.ceilDiv(n, IMAGES) * kernels.get(i).recorded()
              : 0;
      records[i] = length > records[i].length || length == 0 ? new float[length] : records[i];
    }
    int step = imagesAtOnce(values.length - 1);
    for (int first = 0; first < n; first += step) {
      int end = Math.min(n, first + step);
      int size = values(Math.min(single, values.length - 1)) * IMAGES;
      for (int image = first; image < end; image += IMAGES) {
        forward(images, image, Math.min(IMAGES, end - image), values);
        System.arraycopy(before, 0, joined, (image - first) / IMAGES * size, size);
      }
      forwardJoined(first, end, values);
    }
  }

  private int imagesAtOnce(int layer) {
    return layer > single ? Linear.TILES * IMAGES : IMAGES;
  }

  /** Runs a tile to the first fully connected layer. */
  private void forward(Images images, int first, int count, Images[] values) {
    images.read(values(0), first, count, before);
    write(values, 0, first, count);
    for (int i = 0; i < Math.min(single, values.length - 1); i++) {
      kernels.get(i).forward(before, 0, after, 0, 1, record(i, first));
      swap();
      write(values, i + 1, first, count);
    }
  }

  /** Runs some tiles from the first fully connected layer on. */
  private void forwardJoined(int first, int end, Images[] values) {
    for (int i = single; i < values.length - 1; i++) {
      float[] in = i == single ? joined : before;
      kernels.get(i).forward(in, 0, after, 0, Math.ceilDiv(end - first, IMAGES), record(i, first));
      swap();
      write(values, i + 1, first, end - first);
    }
  }

  private void write(Images[] values, int layer, int first, int count) {
    if (values[layer].areNeeded()) {
      values[layer].write(values(layer), first, count, before);
    }
  }

  private void swap() {
    float[] next = before;
    before = after;
    after = next;
  }

  private Kernel.Record record(int kernel, int firstImage) {
    return new Kernel.Record(records[kernel], firstImage / IMAGES * kernels.get(kernel).recorded());
  }

  /**
   * Computes the gradient with respect to the images of the last {@link #forward}, which recorded.
   *
   * @param layer number of kernels before the values
   * @param gradient gradient with respect to the values
   * @param out receives the gradient with respect to the images
   */
  public void backward(int layer, Images gradient, int n, Images out) {
    int step = imagesAtOnce(layer);
    for (int first = 0; first < n; first += step) {
      int end = Math.min(n, first + step);
      int tiles = Math.ceilDiv(end - first, IMAGES);
      int size = values(Math.min(single, layer)) * IMAGES;
      gradient.read(values(layer), first, end - first, layer > single ? before : joined);
      for (int i = layer - 1; i >= single; i--) {
        float[] to = i == single ? joined : after;
        kernels.get(i).backward(before, 0, to, 0, tiles, record(i, first));
        swap();
      }
      for (int image = first; image < end; image += IMAGES) {
        System.arraycopy(joined, (image - first) / IMAGES * size, before, 0, size);
        for (int i = Math.min(single, layer) - 1; i >= 0; i--) {
          kernels.get(i).backward(before, 0, after, 0, 1, record(i, image));
          swap();
        }
        out.write(values(0), image, Math.min(IMAGES, end - image), before);
      }
    }
  }
}
