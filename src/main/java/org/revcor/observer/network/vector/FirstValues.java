package org.revcor.observer.network.vector;

import java.util.Arrays;

/** Returns the first values of an image. */
record FirstValues(int inputs, int outputs) implements Kernel {
  @Override
  public void forward(float[] in, int first, float[] out, int at, int tiles, Record record) {
    int length = outputs * Tile.IMAGES;
    for (int tile = 0; tile < tiles; tile++) {
      System.arraycopy(in, first + tile * inputs * Tile.IMAGES, out, at + tile * length, length);
    }
  }

  @Override
  public void backward(float[] gradient, int first, float[] out, int at, int tiles, Record record) {
    int length = outputs * Tile.IMAGES;
    Arrays.fill(out, at, at + tiles * inputs * Tile.IMAGES, 0);
    for (int tile = 0; tile < tiles; tile++) {
      System.arraycopy(
          gradient, first + tile * length, out, at + tile * inputs * Tile.IMAGES, length);
    }
  }
}
