package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;

import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Winograd's convolution: a field of results takes 36 products. With filters of 5 x 5 values, it
 * has 2 x 2 results, which take 100 products otherwise; with 3 x 3 values, 4 x 4 results and 144
 * products. Some rows of complete fields are computed at a time.
 */
final class Winograd implements FieldConvolution {
  private static final int POINTS = WinogradPoints.COUNT;

  /** Blocks of outputs that pass through all points of columns together, in the L1 cache. */
  private static final int BLOCKS = 4;

  private static final int BLOCKS_HEIGHT = BLOCKS * Block.MAX_HEIGHT;

  /** Distance of the points of some blocks of products. */
  private static final int BLOCKS_STEP = step(Product.COLUMNS * BLOCKS_HEIGHT);

  /** Planes and outputs from which the saved products outweigh the transformations. */
  private static final int MIN_PLANES = 16;

  /**
   * Fewest fields of a part: a product takes four, of which the missing ones are computed again.
   */
  private static final int MIN_FIELDS = 3;

  private final Padding padding;
  private final WinogradPoints points;
  private final int planes;
  private final int outputs;

  /** Rows and columns of the results of a field. */
  private final int side;

  /** Number of parts. */
  private final int parts;

  /** Number of rows of fields of a part. */
  private final int rows;

  /** Number of fields of a row. */
  private final int columns;

  /** For each point of rows and each of columns, a product with a matrix outputs x planes. */
  private final Product[] products;

  private final Product.Terms terms;

  /** Points of rows x rows of fields x positions of a line x planes. */
  private final int lines;

  private final int lineStep;

  /** Points of columns x fields x planes, of a point of rows. */
  private final int inputs;

  private final int inputStep;

  /** Points of columns x up to four fields x outputs of some blocks. */
  private final int block;

  private final int sumStep;

  /** Points of rows x columns of a field x fields x outputs. */
  private final int halves;

  /**
   * Returns whether this is faster than a {@link Correlation}, and computes all results.
   *
   * @param pooled whether results outside of complete fields of max pooling are not needed
   */
  static boolean isFast(Padding padding, int kernel, int outputs, boolean pooled) {
    if (!WinogradPoints.existFor(kernel) || padding.planes() < MIN_PLANES || outputs < MIN_PLANES) {
      return false;
    }
    int side = new WinogradPoints(kernel).side();
    int height = padding.resultHeight(kernel);
    int width = padding.resultWidth(kernel);
    return isCovered(height, side, pooled)
        && isCovered(width, side, pooled)
        && (height / side) * (width / side) >= MIN_FIELDS;
  }

  private static boolean isCovered(int length, int side, boolean pooled) {
    return length % side < (pooled ? SIDE : 1);
  }

  /**
   * @param memory memory of the network
   * @param weights outputs x planes x kernel x kernel
   */
  Winograd(Memory memory, Padding padding, int kernel, Supplier<float[]> weights, float[] bias) {
    this.padding = padding;
    points = new WinogradPoints(kernel);
    side = points.side();
    planes = padding.planes();
    outputs = bias.length;
    columns = padding.resultWidth(kernel) / side;
    int allRows = padding.resultHeight(kernel) / side;
    rows =
        IntStream.rangeClosed(1, allRows)
            .filter(i -> allRows % i == 0 && i * columns >= MIN_FIELDS)
            .findFirst()
            .orElseThrow();
    parts = allRows / rows;
    products =
        IntStream.range(0, POINTS * POINTS)
            .mapToObj(i -> product(i, weights, bias))
            .toArray(Product[]::new);
    terms = Product.Terms.of(planes);
    lineStep = step(rows * padding.paddedWidth() * planes);
    inputStep = step(rows * columns * planes);
    sumStep = step(rows * columns * outputs);
    lines = memory.reserve(POINTS * lineStep / IMAGES);
    inputs = memory.reserve(POINTS * inputStep / IMAGES);
    block = memory.reserve(POINTS * BLOCKS_STEP / IMAGES);
    halves = memory.reserve(POINTS * side * sumStep / IMAGES);
  }

  /** Returns the distance of points: an odd number of vectors, so that they share no cache set. */
  static int step(int vectors) {
    return (vectors | 1) * IMAGES;
  }

  /** Returns a product whose results for some blocks of outputs are close to each other. */
  private Product product(int point, Supplier<float[]> weights, float[] bias) {
    return new Product(
        () -> points.matrix(weights.get(), outputs, planes, point),
        points.bias(bias, point),
        Product.tiles(planes),
        Product.tiles(BLOCKS_HEIGHT));
  }

  @Override
  public int height() {
    return rows * side;
  }

  @Override
  public int width() {
    return columns * side;
  }

  @Override
  public void run(float[] values, int in, int out) {
    for (int part = 0; part < parts; part++) {
      run(part, values, in, out + part * height() * width() * outputs * IMAGES);
    }
  }

  @Override
  public void run(int part, float[] values, int in, int out) {
    transformRows(values, in + padding.offset(part * height(), 0));
    for (int point = 0; point < POINTS; point++) {
      transformColumns(point, values);
      for (int field = 0; field < rows * columns; field += Product.COLUMNS) {
        multiply(point, field, values);
      }
    }
    sumRows(values, out);
  }

  private void transformRows(float[] values, int in) {
    int line = padding.offset(1, 0);
    for (int row = 0; row < rows; row++) {
      int from = in + row * side * line;
      int to = lines + row * line;
      for (int i = 0; i < line; i += IMAGES) {
        WinogradPoints.input(values, from + i, line, to + i, lineStep);
      }
    }
  }

  private void transformColumns(int point, float[] values) {
    int column = padding.offset(0, 1);
    for (int i = 0; i < rows * columns; i++) {
      int from = lines + point * lineStep + padding.offset(i / columns, i % columns * side);
      int to = inputs + i * column;
      for (int j = 0; j < column; j += IMAGES) {
        WinogradPoints.input(values, from + j, column, to + j, inputStep);
      }
    }
  }

  /** Multiplies up to four fields and sums over the points of columns. */
  private void multiply(int point, int first, float[] values) {
    int fields = Math.min(Product.COLUMNS, rows * columns - first);
    int count = products[0].blocks().size();
    for (int i = 0; i < count; i += BLOCKS) {
      int end = Math.min(count, i + BLOCKS);
      int output = products[0].blocks().get(i).row();
      for (int j = 0; j < POINTS; j++) {
        Product product = products[point * POINTS + j];
        int from = inputs + j * inputStep + first * planes * IMAGES;
        int to = block + j * BLOCKS_STEP - output * IMAGES;
        for (int k = i; k < end; k++) {
          product.run(product.blocks().get(k), fields - 1, terms, values, from, to);
        }
      }
      Block last = products[0].blocks().get(end - 1);
      int length = Math.min(last.row() + last.height(), outputs) - output;
      for (int j = 0; j < fields; j++) {
        points.output(
            values,
            block + j * BLOCKS_HEIGHT * IMAGES,
            BLOCKS_STEP,
            length * IMAGES,
            halves + point * side * sumStep + ((first + j) * outputs + output) * IMAGES,
            sumStep);
      }
    }
  }

  private void sumRows(float[] values, int out) {
    int length = outputs * IMAGES;
    for (int i = 0; i < rows * columns * side; i++) {
      int field = i / side;
      int row = field / columns * side;
      int column = field % columns * side + i % side;
      points.output(
          values,
          halves + i % side * sumStep + field * length,
          side * sumStep,
          length,
          out + (row * width() + column) * length,
          width() * length);
    }
  }
}
