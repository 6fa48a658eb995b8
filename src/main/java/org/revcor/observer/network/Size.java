package org.revcor.observer.network;

/**
 * Size of an image or of what a layer gives; a row of values is 1 x 1 in space, a sequence 1 wide.
 *
 * @param planes C
 * @param height H
 * @param width W
 */
public record Size(int planes, int height, int width) {
  /** Number of values, C·H·W. */
  int values() {
    return planes * height * width;
  }

  /** Places in space, H·W. */
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
