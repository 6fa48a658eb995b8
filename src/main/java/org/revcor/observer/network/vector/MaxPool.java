package org.revcor.observer.network.vector;

import java.util.Arrays;

/** Max pooling of square fields without overlap; drops incomplete rows and columns. */
final class MaxPool implements Kernel {
  private final int planes;
  private final int positions;
  private final Fields fields;

  /**
   * @param side rows and columns of a field
   */
  MaxPool(int planes, int height, int width, int side) {
    this.planes = planes;
    this.positions = height * width;
    fields = Fields.of(planes, height, width, side, false);
  }

  @Override
  public int inputs() {
    return planes * positions;
  }

  @Override
  public int outputs() {
    return planes * fields.count();
  }

  @Override
  public int recorded() {
    return outputs() * fields.size();
  }

  @Override
  public void forward(float[] values, int in, int out, int tiles, Record record) {
    for (int i = 0; i < fields.count() * tiles; i++) {
      int field = i % fields.count();
      int from = in + i / fields.count() * inputs() * Tile.IMAGES;
      int to = i * planes * Tile.IMAGES;
      fields.find(field, values, from, out + to, planes, record.from(i * planes * fields.size()));
    }
  }

  @Override
  public void backward(float[] values, int gradient, int out, int tiles, Record record) {
    Arrays.fill(values, out, out + tiles * inputs() * Tile.IMAGES, 0);
    for (int tile = 0; tile < tiles; tile++) {
      int from = gradient + tile * outputs() * Tile.IMAGES;
      int to = out + tile * inputs() * Tile.IMAGES;
      fields.scatter(fields.count(), values, from, record.from(tile * recorded()), to, planes);
    }
  }
}
