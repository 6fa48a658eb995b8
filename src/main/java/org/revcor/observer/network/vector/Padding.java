package org.revcor.observer.network.vector;

/** Planes with zeros around them, in H,W,C order. */
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

  int paddedValues() {
    return planes * paddedHeight() * paddedWidth();
  }

  int resultHeight(int kernel) {
    return paddedHeight() - kernel + 1;
  }

  int resultWidth(int kernel) {
    return paddedWidth() - kernel + 1;
  }

  int offset(int row, int column) {
    return (row * paddedWidth() + column) * planes * Tile.IMAGES;
  }

  /** Reserves memory for {@link #pad}, which needs none without zeros. */
  int reserve(Memory memory) {
    return memory.reserveZeros(size == 0 ? 0 : paddedValues());
  }

  /**
   * Returns the index of padded planes: that of the planes, or of their copy if there are zeros.
   *
   * @param reserved distance of the copy from the end of the array
   */
  int pad(float[] values, int in, int reserved) {
    if (size == 0) {
      return in;
    }
    int padded = values.length - reserved;
    copy(values, in, padded);
    return padded;
  }

  /** Copies planes into padded ones. */
  void copy(float[] values, int in, int padded) {
    int length = width * planes * Tile.IMAGES;
    for (int row = 0; row < height; row++) {
      System.arraycopy(
          values, in + row * length, values, padded + offset(row + size, size), length);
    }
  }

  /** Copies planes from padded ones. */
  void crop(float[] values, int padded, int out) {
    int length = width * planes * Tile.IMAGES;
    for (int row = 0; row < height; row++) {
      System.arraycopy(
          values, padded + offset(row + size, size), values, out + row * length, length);
    }
  }
}
