package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Winograd's convolution with filters of 5 x 5 values: a field of 2 x 2 results takes 36 products
 * instead of 100. It computes a row of complete fields at a time.
 */
final class Winograd implements FieldConvolution {
  private static final int POINTS = WinogradPoints.COUNT;

  /** Distance of the points of a block of products. */
  private static final int BLOCK_STEP = step(Product.COLUMNS * Block.MAX_HEIGHT);

  /** Planes and outputs from which the saved products outweigh the transformations. */
  private static final int MIN_PLANES = 16;

  /** Fields of a row: products are computed for four at a time. */
  private static final int MIN_COLUMNS = 3;

  private final Padding padding;
  private final int planes;
  private final int outputs;

  /** Number of fields of a row. */
  private final int columns;

  /** For each point of rows and each of columns, a product with a matrix outputs x planes. */
  private final Product[] products;

  private final Product.Terms terms;
  private final Memory memory = new Memory();

  /** Points of rows x positions of a line x planes. */
  private final int lines;

  private final int lineStep;

  /** Points of columns x fields x planes, of a point of rows. */
  private final int inputs;

  private final int inputStep;

  /** Points of columns x up to four fields x up to five outputs. */
  private final int block;

  private final int sumStep;

  /** Points of rows x columns of a field x fields x outputs. */
  private final int halves;

  /** Returns whether this is faster than a {@link Correlation}. */
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
    columns = (padding.paddedWidth() - WinogradPoints.FILTER + 1) / SIDE;
    products =
        IntStream.range(0, POINTS * POINTS)
            .mapToObj(i -> product(i, WinogradPoints.matrix(weights, outputs, planes, i), bias))
            .toArray(Product[]::new);
    terms = Product.Terms.of(planes);
    lineStep = step(padding.paddedWidth() * planes);
    inputStep = step(columns * planes);
    sumStep = step(columns * outputs);
    lines = memory.reserve(POINTS * lineStep / IMAGES);
    inputs = memory.reserve(POINTS * inputStep / IMAGES);
    block = memory.reserve(POINTS * BLOCK_STEP / IMAGES);
    halves = memory.reserve(POINTS * SIDE * sumStep / IMAGES);
  }

  /** Returns the distance of points: an odd number of vectors, so that they share no cache set. */
  static int step(int vectors) {
    return (vectors | 1) * IMAGES;
  }

  /** Returns a product whose results for a block of outputs are close to each other. */
  private Product product(int point, float[] matrix, float[] bias) {
    boolean hasBias = point / POINTS % (POINTS - 1) == 0 && point % POINTS % (POINTS - 1) == 0;
    return new Product(
        matrix,
        hasBias ? bias : new float[outputs],
        Product.tiles(planes),
        Product.tiles(Block.MAX_HEIGHT));
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
      for (int column = 0; column < columns; column += Product.COLUMNS) {
        multiply(point, column, values);
      }
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

  /**
   * Multiplies up to four fields and sums over the points of columns, for a few outputs at once.
   */
  private void multiply(int point, int column, float[] values) {
    int fields = Math.min(Product.COLUMNS, columns - column);
    List<Block> blocks = products[point * POINTS].blocks();
    for (int i = 0; i < blocks.size(); i++) {
      int output = blocks.get(i).row();
      for (int j = 0; j < POINTS; j++) {
        Product product = products[point * POINTS + j];
        product.run(
            product.blocks().get(i),
            fields - 1,
            terms,
            values,
            inputs + j * inputStep + column * planes * IMAGES,
            values,
            block + j * BLOCK_STEP - output * IMAGES);
      }
      int height = Math.min(blocks.get(i).height(), outputs - output);
      for (int j = 0; j < fields; j++) {
        int to = halves + point * SIDE * sumStep + ((column + j) * outputs + output) * IMAGES;
        sumColumns(values, block + j * Block.MAX_HEIGHT * IMAGES, height, to);
      }
    }
  }

  private void sumColumns(float[] values, int from, int count, int to) {
    for (int i = 0; i < count * IMAGES; i += IMAGES) {
      WinogradPoints.output(values, from + i, BLOCK_STEP, values, to + i, sumStep);
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
