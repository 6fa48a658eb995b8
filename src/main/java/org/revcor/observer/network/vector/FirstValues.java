package org.revcor.observer.network.vector;

import java.util.Arrays;

/** Returns the first values of an image. */
record FirstValues(int inputs, int outputs) implements Kernel {
  @Override
  public void forward(float[] values, int in, int out, int tiles, Record record) {
    int length = outputs * Tile.IMAGES;
    for (int tile = 0; tile < tiles; tile++) {
      System.arraycopy(
          values, in + tile * inputs * Tile.IMAGES, values, out + tile * length, length);
    }
  }

  @Override
  public void backward(float[] values, int gradient, int out, int tiles, Record record) {
    int length = outputs * Tile.IMAGES;
    Arrays.fill(values, out, out + tiles * inputs * Tile.IMAGES, 0);
    for (int tile = 0; tile < tiles; tile++) {
      System.arraycopy(
          values, gradient + tile * length, values, out + tile * inputs * Tile.IMAGES, length);
    }
  }
}
