package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;

/**
 * Images, or the values of a layer for them, in C,H,W order.
 *
 * @param values n x planes x positions; empty if they are not needed
 */
public record Images(FloatBuffer values, int planes) {
  /** No images. */
  public static final Images NONE = new Images(FloatBuffer.allocate(0), 1);

  /** Values of an image that are copied at once, so that those of a tile remain in the cache. */
  private static final int CHUNK = 256;

  /** Distance of the rows of a chunk, which share no cache set. */
  private static final int ROW = CHUNK + IMAGES;

  private static final int[] ROWS = IntStream.range(0, IMAGES).map(i -> i * ROW).toArray();

  boolean areNeeded() {
    return values.hasRemaining();
  }

  /**
   * Copies images to consecutive tiles. The missing images of the last tile become zero.
   *
   * @param size values of an image
   * @param first index of the first image
   * @param count number of images
   */
  void read(int size, int first, int count, float[] tiles, int at) {
    float[] rows = new float[IMAGES * ROW];
    for (int image = 0; image < count; image += IMAGES) {
      for (int value = 0; value < size; value += CHUNK) {
        int length = Math.min(CHUNK, size - value);
        for (int i = 0; i < IMAGES; i++) {
          if (image + i < count) {
            values.get((first + image + i) * size + value, rows, i * ROW, length);
          } else {
            Arrays.fill(rows, i * ROW, i * ROW + length, 0);
          }
        }
        transpose(rows, value, length, size, tiles, at + image * size);
      }
    }
  }

  private void transpose(float[] rows, int first, int length, int size, float[] tile, int at) {
    int positions = size / planes;
    for (int i = 0; i < length; i++) {
      int value = first + i;
      int to = (value % positions * planes + value / positions) * IMAGES;
      FloatVector.fromArray(Tile.SPECIES, rows, i, ROWS, 0).intoArray(tile, at + to);
    }
  }

  /** Copies images from consecutive tiles; see {@link #read}. */
  void write(int size, int first, int count, float[] tiles, int at) {
    int positions = size / planes;
    float[] chunk = new float[CHUNK];
    for (int value = 0; value < size; value += CHUNK) {
      int length = Math.min(CHUNK, size - value);
      for (int image = 0; image < count; image++) {
        int start = at + start(image, size);
        for (int i = 0; i < length; i++) {
          int from = ((value + i) % positions * planes + (value + i) / positions) * IMAGES;
          chunk[i] = tiles[start + from];
        }
        values.put((first + image) * size + value, chunk, 0, length);
      }
    }
  }

  private static int start(int image, int size) {
    return image / IMAGES * size * IMAGES + image % IMAGES;
  }
}
