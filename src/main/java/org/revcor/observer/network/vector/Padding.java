package org.revcor.observer.network.vector;

/**
 * Planes with zeros around them.
 *
 * @param size zeros at each side
 */
record Padding(int planes, int height, int width, int size) {
  int values() {
    return planes * height * width;
  }

  int paddedHeight() {
    return height + 2 * size;
  }

  int paddedWidth() {
    return width + 2 * size;
  }

  /** Returns the vectors of a row: an odd number, so that rows do not share lines of the cache. */
  private int stride() {
    return paddedWidth() | 1;
  }

  /** Returns a tile of zeros, with the padding. */
  float[] zeros() {
    return new float[planes * paddedHeight() * stride() * Tile.IMAGES];
  }

  /** Returns the offset of a position in padded planes. */
  int offset(int plane, int row, int column) {
    return ((plane * paddedHeight() + row) * stride() + column) * Tile.IMAGES;
  }

  /** Copies planes into padded ones. */
  void copy(float[] in, int first, float[] padded) {
    int row = width * Tile.IMAGES;
    for (int i = 0; i < planes * height; i++) {
      System.arraycopy(
          in, first + i * row, padded, offset(i / height, size + i % height, size), row);
    }
  }
}
