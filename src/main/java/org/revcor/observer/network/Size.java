package org.revcor.observer.network;

/**
 * Size of an image or of a layer's output. H and W of a row of values are 1; W of a sequence is 1.
 *
 * @param planes C
 * @param height H
 * @param width W
 */
public record Size(int planes, int height, int width) {
  /** Returns the number of values, C·H·W. */
  int values() {
    return planes * height * width;
  }

  /** Returns the number of spatial positions, H·W. */
  int positions() {
    return height * width;
  }

  boolean isFlat() {
    return height == 1 && width == 1;
  }

  void requireFlat(String layer) {
    if (!isFlat()) {
      throw new IllegalArgumentException(layer + " needs a flattened input, not " + this);
    }
  }
}
