package org.revcor.observer.network;

/**
 * Size of an image or of a layer's output. H and W of a row of values are 1; W of a sequence is 1.
 */
public record Size(int planes, int height, int width) {
  int values() {
    return planes * height * width;
  }

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
