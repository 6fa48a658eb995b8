package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Images, or the values of a layer for them, in C,H,W order.
 *
 * @param values n x planes x positions; empty if they are not needed
 */
public record Images(FloatBuffer values, int planes) {
  /** No images. */
  public static final Images NONE = new Images(FloatBuffer.allocate(0), 1);

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
    float[] row = new float[size];
    for (int image = 0; image < Math.ceilDiv(count, IMAGES) * IMAGES; image++) {
      if (image < count) {
        values.get((first + image) * size, row);
      } else {
        Arrays.fill(row, 0);
      }
      int start = at + start(image, size);
      int positions = size / planes;
      for (int plane = 0; plane < planes; plane++) {
        for (int i = 0; i < positions; i++) {
          tiles[start + (i * planes + plane) * IMAGES] = row[plane * positions + i];
        }
      }
    }
  }

  /** Copies images from consecutive tiles; see {@link #read}. */
  void write(int size, int first, int count, float[] tiles, int at) {
    float[] row = new float[size];
    int positions = size / planes;
    for (int image = 0; image < count; image++) {
      int start = at + start(image, size);
      for (int plane = 0; plane < planes; plane++) {
        for (int i = 0; i < positions; i++) {
          row[plane * positions + i] = tiles[start + (i * planes + plane) * IMAGES];
        }
      }
      values.put((first + image) * size, row);
    }
  }

  private static int start(int image, int size) {
    return image / IMAGES * size * IMAGES + image % IMAGES;
  }
}
