package org.revcor.observer.network.vector;

/**
 * Planes with zeros around them, in H,W,C order.
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

  /** Returns a tile of zeros, with the padding. */
  float[] zeros() {
    return new float[planes * paddedHeight() * paddedWidth() * Tile.IMAGES];
  }

  /** Returns the offset of a position in padded planes. */
  int offset(int row, int column) {
    return (row * paddedWidth() + column) * planes * Tile.IMAGES;
  }

  /** Returns a tile for padded planes; empty if there is no padding. */
  float[] buffer() {
    return size == 0 ? new float[0] : zeros();
  }

  /** Copies planes into padded ones. */
  void copy(float[] in, int first, float[] padded) {
    int length = width * planes * Tile.IMAGES;
    for (int row = 0; row < height; row++) {
      System.arraycopy(in, first + row * length, padded, offset(row + size, size), length);
    }
  }
}
