package org.revcor.observer.network.vector;

import java.nio.FloatBuffer;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A tile: as many images as a vector has values. Its memory has the order C,H,W,image, so each
 * value of the network is one vector.
 */
final class Tile {
  static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() > FloatVector.SPECIES_512.length()
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;

  /** Number of images of a tile. */
  static final int IMAGES = SPECIES.length();

  private Tile() {}

  /**
   * Reads images into consecutive tiles. The missing images of the last tile become zero.
   *
   * @param rows images, n x values
   * @param first index of the first image
   * @param count number of images
   * @param tiles receives the images
   */
  static void read(FloatBuffer rows, int values, int first, int count, float[] tiles) {
    float[] row = new float[values];
    for (int image = 0; image < Math.ceilDiv(count, IMAGES) * IMAGES; image++) {
      if (image < count) {
        rows.get((first + image) * values, row);
      } else {
        Arrays.fill(row, 0);
      }
      int at = start(image, values);
      for (int i = 0; i < values; i++) {
        tiles[at + i * IMAGES] = row[i];
      }
    }
  }

  /** Writes images from consecutive tiles; see {@link #read}. */
  static void write(float[] tiles, int values, FloatBuffer rows, int first, int count) {
    float[] row = new float[values];
    for (int image = 0; image < count; image++) {
      int at = start(image, values);
      for (int i = 0; i < values; i++) {
        row[i] = tiles[at + i * IMAGES];
      }
      rows.put((first + image) * values, row);
    }
  }

  private static int start(int image, int values) {
    return image / IMAGES * values * IMAGES + image % IMAGES;
  }
}
