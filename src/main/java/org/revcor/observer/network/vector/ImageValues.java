package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;

/**
 * Images, or the values of a layer for them, in C,H,W order.
 *
 * @param images n x planes x positions; empty if they are not needed
 */
public record ImageValues(FloatBuffer images, int planes) {
  public static final ImageValues NONE = new ImageValues(FloatBuffer.allocate(0), 1);

  /** Values of an image that are copied at once, so that those of a tile remain in the cache. */
  private static final int CHUNK = 256;

  /** Distance of the rows of a chunk, which share no cache set. */
  private static final int ROW = CHUNK + IMAGES;

  /** Values of the memory that {@link #read} and {@link #write} need, in vectors. */
  static final int SCRATCH = ROW;

  private static final int[] ROWS = IntStream.range(0, IMAGES).map(i -> i * ROW).toArray();

  boolean areNeeded() {
    return images.hasRemaining();
  }

  /**
   * Copies images to consecutive tiles. The missing images of the last tile become zero.
   *
   * @param scratch index of {@link #SCRATCH} vectors
   */
  void read(int size, int first, int count, float[] values, int at, int scratch) {
    for (int image = 0; image < count; image += IMAGES) {
      for (int value = 0; value < size; value += CHUNK) {
        int length = Math.min(CHUNK, size - value);
        for (int i = 0; i < IMAGES; i++) {
          if (image + i < count) {
            images.get((first + image + i) * size + value, values, scratch + i * ROW, length);
          } else {
            Arrays.fill(values, scratch + i * ROW, scratch + i * ROW + length, 0);
          }
        }
        transpose(values, scratch, value, length, size, at + image * size);
      }
    }
  }

  private void transpose(float[] values, int rows, int first, int length, int size, int tile) {
    int positions = size / planes;
    int position = first % positions;
    int to = tile + (position * planes + first / positions) * IMAGES;
    for (int i = 0; i < length; i++) {
      FloatVector.fromArray(Tile.SPECIES, values, rows + i, ROWS, 0).intoArray(values, to);
      to += planes * IMAGES;
      position++;
      if (position == positions) {
        position = 0;
        to += (1 - size) * IMAGES;
      }
    }
  }

  /** Copies images from consecutive tiles; see {@link #read}. */
  void write(int size, int first, int count, float[] values, int at, int scratch) {
    int positions = size / planes;
    for (int value = 0; value < size; value += CHUNK) {
      int length = Math.min(CHUNK, size - value);
      for (int image = 0; image < count; image++) {
        int start = at + start(image, size);
        for (int i = 0; i < length; i++) {
          int from = ((value + i) % positions * planes + (value + i) / positions) * IMAGES;
          values[scratch + i] = values[start + from];
        }
        images.put((first + image) * size + value, values, scratch, length);
      }
    }
  }

  private static int start(int image, int size) {
    return image / IMAGES * size * IMAGES + image % IMAGES;
  }
}
