package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;

import java.util.stream.IntStream;

/**
 * Winograd's convolution with filters of 5 x 5 values: a field of 2 x 2 results takes 36 products
 * instead of 100. It computes a row of complete fields at a time.
 */
final class Winograd implements FieldConvolution {
  private static final int POINTS = WinogradPoints.COUNT;

  /** Planes and outputs from which the saved products outweigh the transformations. */
  private static final int MIN_PLANES = 16;

  /** Fields of a row: products are computed for four at a time. */
  private static final int MIN_COLUMNS = 3;

  private final Padding padding;
  private final int planes;
  private final int outputs;

  /** Number of fields of a row. */
  private final int columns;

  private final int rows;

  /** For each point of rows and each of columns, a matrix outputs x planes. */
  private final Linear[] products;

  private final Memory memory = new Memory();

  /** Points of rows x positions of a line x planes. */
  private final int lines;

  private final int lineStep;

  /** Points of columns x fields x planes, of a point of rows. */
  private final int inputs;

  private final int inputStep;

  /** Points of columns x fields x outputs. */
  private final int sums;

  private final int sumStep;

  /** Points of rows x columns of a field x fields x outputs. */
  private final int halves;

  /** Returns whether this is faster than {@link Correlation#ofFields}. */
  static boolean isFast(Padding padding, int kernel, int outputs) {
    return kernel == WinogradPoints.FILTER
        && padding.planes() >= MIN_PLANES
        && outputs >= MIN_PLANES
        && padding.paddedWidth() - kernel + 1 >= MIN_COLUMNS * SIDE;
  }

  /**
   * @param weights outputs x planes x 5 x 5
   */
  Winograd(Padding padding, float[] weights, float[] bias) {
    this.padding = padding;
    planes = padding.planes();
    outputs = bias.length;
    rows = (padding.paddedHeight() - WinogradPoints.FILTER + 1) / SIDE;
    columns = (padding.paddedWidth() - WinogradPoints.FILTER + 1) / SIDE;
    products =
        IntStream.range(0, POINTS * POINTS)
            .mapToObj(i -> product(weights, bias, i / POINTS, i % POINTS))
            .toArray(Linear[]::new);
    lineStep = step(padding.paddedWidth() * planes);
    inputStep = step(columns * planes);
    sumStep = step(columns * outputs);
    lines = memory.reserve(POINTS * lineStep / IMAGES);
    inputs = memory.reserve(POINTS * inputStep / IMAGES);
    sums = memory.reserve(POINTS * sumStep / IMAGES);
    halves = memory.reserve(POINTS * SIDE * sumStep / IMAGES);
  }

  /** Returns the distance of points: an odd number of vectors, so that they share no cache set. */
  private static int step(int vectors) {
    return (vectors | 1) * IMAGES;
  }

  private Linear product(float[] weights, float[] bias, int row, int column) {
    double[] ofRow = WinogradPoints.filter(row);
    double[] ofColumn = WinogradPoints.filter(column);
    int kernel = WinogradPoints.FILTER;
    float[] product = new float[outputs * planes];
    for (int i = 0; i < product.length; i++) {
      double sum = 0;
      for (int j = 0; j < kernel * kernel; j++) {
        sum += weights[i * kernel * kernel + j] * ofRow[j / kernel] * ofColumn[j % kernel];
      }
      product[i] = (float) sum;
    }
    boolean hasBias = row % (POINTS - 1) == 0 && column % (POINTS - 1) == 0;
    return new Linear(product, hasBias ? bias : new float[outputs]);
  }

  @Override
  public int[] positions() {
    return Correlation.fields(
        padding.paddedHeight() - WinogradPoints.FILTER + 1,
        padding.paddedWidth() - WinogradPoints.FILTER + 1,
        true);
  }

  @Override
  public int together() {
    return columns;
  }

  @Override
  public void run(int field, float[] in, int first, float[] out, int at) {
    float[] values = memory.values();
    transformRows(in, first + padding.offset(field / columns * SIDE, 0), values);
    for (int point = 0; point < POINTS; point++) {
      transformColumns(point, values);
      multiply(point, values);
      sumColumns(point, values);
    }
    sumRows(values, out, at);
  }

  private void transformRows(float[] in, int first, float[] values) {
    int line = padding.offset(1, 0);
    for (int i = 0; i < line; i += IMAGES) {
      WinogradPoints.input(in, first + i, line, values, lines + i, lineStep);
    }
  }

  private void transformColumns(int point, float[] values) {
    int column = padding.offset(0, 1);
    for (int i = 0; i < columns; i++) {
      int from = lines + point * lineStep + i * SIDE * column;
      int to = inputs + i * column;
      for (int j = 0; j < column; j += IMAGES) {
        WinogradPoints.input(values, from + j, column, values, to + j, inputStep);
      }
    }
  }

  private void multiply(int point, float[] values) {
    for (int i = 0; i < POINTS; i++) {
      for (int j = 0; j < columns; j += Linear.TILES) {
        products[point * POINTS + i].forward(
            values,
            inputs + i * inputStep + j * planes * IMAGES,
            values,
            sums + i * sumStep + j * outputs * IMAGES,
            Math.min(Linear.TILES, columns - j),
            Kernel.Record.NONE);
      }
    }
  }

  private void sumColumns(int point, float[] values) {
    int to = halves + point * SIDE * sumStep;
    for (int i = 0; i < columns * outputs * IMAGES; i += IMAGES) {
      WinogradPoints.output(values, sums + i, sumStep, values, to + i, sumStep);
    }
  }

  private void sumRows(float[] values, float[] out, int at) {
    int length = outputs * IMAGES;
    for (int i = 0; i < columns * SIDE; i++) {
      int from = halves + i % SIDE * sumStep + i / SIDE * length;
      int to = at + (i / SIDE * FIELD + i % SIDE) * length;
      for (int j = 0; j < length; j += IMAGES) {
        WinogradPoints.output(values, from + j, SIDE * sumStep, out, to + j, SIDE * length);
      }
    }
  }
}
