package org.revcor.observer.network.vector;

import java.util.Arrays;
import java.util.stream.IntStream;

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
    fields =
        new Fields(
            offsets(height / side, width / side, side, width),
            side * side,
            positions * Tile.IMAGES,
            false);
  }

  private static int[] offsets(int rows, int columns, int side, int width) {
    int size = side * side;
    return IntStream.range(0, rows * columns * size)
        .map(
            i -> {
              int row = i / size / columns * side + i % size / side;
              int column = i / size % columns * side + i % side;
              return (row * width + column) * Tile.IMAGES;
            })
        .toArray();
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
    return outputs();
  }

  @Override
  public void forward(float[] in, int first, float[] out, int at, int tiles, Record record) {
    int step = fields.count() * Tile.IMAGES;
    for (int field = 0; field < fields.count() * tiles; field++) {
      int tile = field / fields.count();
      int from = first + tile * inputs() * Tile.IMAGES;
      int to = (tile * outputs() + field % fields.count()) * Tile.IMAGES;
      fields.find(in, from, field % fields.count(), out, at + to, step, planes);
      if (record.isUsed()) {
        fields.locate(
            in, from, field % fields.count(), record.values(), record.first() + to, step, planes);
      }
    }
  }

  @Override
  public void backward(float[] gradient, int first, float[] out, int at, int tiles, Record record) {
    Arrays.fill(out, at, at + tiles * inputs() * Tile.IMAGES, 0);
    for (int tile = 0; tile < tiles; tile++) {
      int from = tile * outputs() * Tile.IMAGES;
      fields.scatter(
          gradient,
          first + from,
          record.values(),
          record.first() + from,
          out,
          at + tile * inputs() * Tile.IMAGES,
          planes);
    }
  }
}
