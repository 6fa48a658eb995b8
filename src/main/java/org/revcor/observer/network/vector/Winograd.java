package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;
import static org.revcor.observer.network.vector.WinogradPoints.RESULTS;

import java.util.Comparator;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.revcor.observer.network.vector.Product.Block;

/**
 * Winograd's convolution: a field of 4 x 4 results takes 64 products with filters of 5 x 5 values,
 * and 36 with 3 x 3 values, instead of 400 and 144. If fields do not divide the results, the last
 * fields overlap others. A part is one or more rows of fields.
 */
final class Winograd implements FieldConvolution {
  /** Blocks of outputs that pass through all points of columns together, in the L1 cache. */
  private static final int BLOCKS = 2;

  private static final int BLOCKS_HEIGHT = BLOCKS * Block.MAX_HEIGHT;

  /** Distance of the points of some blocks of products. */
  private static final int BLOCKS_STEP = step(Product.COLUMNS * BLOCKS_HEIGHT);

  /** Planes and outputs from which the saved products outweigh the transformations. */
  private static final int MIN_PLANES = 16;

  /**
   * Fewest fields of a part: a product computes four, and repeats the last one if there are fewer.
   */
  private static final int MIN_FIELDS = 3;

  /**
   * Most fields of a part that has several rows of them, whose values should fit into the L2 cache.
   */
  private static final int MAX_FIELDS = 32;

  private final Padding padding;
  private final WinogradPoints points;
  private final int planes;
  private final int outputs;

  /** Rows and columns of the results of a part. */
  private final int height;

  private final int width;

  private final int parts;

  /** Number of rows of fields of a part. */
  private final int rows;

  /** Number of fields of a row. */
  private final int columns;

  /** For each point of rows and each of columns, a product with a matrix outputs x planes. */
  private final Product[] products;

  /** Index of the inputs, transformed along rows: row point x row of fields x column x plane. */
  private final int lines;

  private final int lineStep;

  /**
   * Index of the inputs of a row point, transformed along columns: column point x field x plane.
   */
  private final int inputs;

  private final int inputStep;

  /**
   * Index of products of a row point: column point x up to four fields x outputs of some blocks.
   */
  private final int block;

  private final int sumStep;

  /** Index of the products, transformed along columns: row point x column x field x output. */
  private final int halves;

  static boolean isFast(Padding padding, int kernel, int outputs, boolean pooled) {
    int height = needed(padding.resultHeight(kernel), pooled);
    int width = needed(padding.resultWidth(kernel), pooled);
    return WinogradPoints.of(kernel).isPresent()
        && Math.min(padding.planes(), outputs) >= MIN_PLANES
        && Math.min(height, width) >= RESULTS
        && fields(height) * fields(width) >= MIN_FIELDS;
  }

  /** Returns how many rows or columns of results are needed. */
  private static int needed(int results, boolean pooled) {
    return pooled ? results / SIDE * SIDE : results;
  }

  private static int fields(int results) {
    return Math.ceilDiv(results, RESULTS);
  }

  /**
   * @param weights outputs x planes x kernel x kernel
   * @param pooled whether results outside of complete fields of max pooling are not needed
   */
  Winograd(
      Memory memory,
      Padding padding,
      int kernel,
      Supplier<float[]> weights,
      float[] bias,
      boolean pooled) {
    this.padding = padding;
    points = WinogradPoints.of(kernel).orElseThrow();
    planes = padding.planes();
    outputs = bias.length;
    width = needed(padding.resultWidth(kernel), pooled);
    columns = fields(width);
    int allHeight = needed(padding.resultHeight(kernel), pooled);
    int allRows = fields(allHeight);
    rows = rowsOfPart(allHeight, allRows);
    parts = allRows / rows;
    height = allHeight / parts;
    products =
        IntStream.range(0, points.count() * points.count())
            .mapToObj(i -> product(i, weights, bias))
            .toArray(Product[]::new);
    lineStep = step(rows * padding.paddedWidth() * planes);
    inputStep = step(rows * columns * planes);
    sumStep = step(rows * columns * outputs);
    lines = memory.reserve(points.count() * lineStep / IMAGES);
    inputs = memory.reserve(points.count() * inputStep / IMAGES);
    block = memory.reserve(points.count() * BLOCKS_STEP / IMAGES);
    halves = memory.reserve(points.count() * RESULTS * sumStep / IMAGES);
  }

  /**
   * Returns the number of rows of fields with which fewest products of four fields are computed.
   */
  private int rowsOfPart(int allHeight, int allRows) {
    return IntStream.range(1, allRows)
        .filter(i -> allHeight % (i * RESULTS) == 0 && i * columns >= MIN_FIELDS)
        .filter(i -> i == 1 || i * columns <= MAX_FIELDS)
        .boxed()
        .min(Comparator.comparingInt(i -> allRows / i * Math.ceilDiv(i * columns, Product.COLUMNS)))
        .orElse(allRows);
  }

  /** Returns the distance of points: an odd number of vectors, so that they share no cache set. */
  private static int step(int vectors) {
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
    return height;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public void run(float[] values, int in, int out) {
    for (int part = 0; part < parts; part++) {
      run(part, values, in, out + part * height * width * outputs * IMAGES);
    }
  }

  @Override
  public void run(int part, float[] values, int in, int out) {
    transformRows(values, in + padding.offset(part * height, 0));
    for (int point = 0; point < points.count(); point++) {
      transformColumns(point, values);
      for (int field = 0; field < rows * columns; field += Product.COLUMNS) {
        multiply(point, field, values);
      }
    }
    sumRows(values, out);
  }

  private int row(int field) {
    return Math.min(field / columns * RESULTS, height - RESULTS);
  }

  private int column(int field) {
    return Math.min(field % columns * RESULTS, width - RESULTS);
  }

  private void transformRows(float[] values, int in) {
    int line = padding.offset(1, 0);
    for (int i = 0; i < rows; i++) {
      int from = in + row(i * columns) * line;
      points.input(values, from, line, line, lines + i * line, lineStep);
    }
  }

  private void transformColumns(int point, float[] values) {
    int column = padding.offset(0, 1);
    for (int i = 0; i < rows * columns; i++) {
      int from = lines + point * lineStep + padding.offset(i / columns, column(i));
      points.input(values, from, column, column, inputs + i * column, inputStep);
    }
  }

  /** Multiplies up to four fields and sums over the points of columns. */
  private void multiply(int point, int first, float[] values) {
    int fields = Math.min(Product.COLUMNS, rows * columns - first);
    Block[] blocks = products[0].blocks();
    for (int i = 0; i < blocks.length; i += BLOCKS) {
      int end = Math.min(blocks.length, i + BLOCKS);
      int output = blocks[i].row();
      for (int j = 0; j < points.count(); j++) {
        int from = inputs + j * inputStep + first * planes * IMAGES;
        int to = block + j * BLOCKS_STEP - output * IMAGES;
        products[point * points.count() + j].run(i, end, fields - 1, values, from, to);
      }
      Block last = blocks[end - 1];
      int length = Math.min(last.row() + last.height(), outputs) - output;
      for (int j = 0; j < fields; j++) {
        points.output(
            values,
            block + j * BLOCKS_HEIGHT * IMAGES,
            BLOCKS_STEP,
            length * IMAGES,
            halves + point * RESULTS * sumStep + ((first + j) * outputs + output) * IMAGES,
            sumStep);
      }
    }
  }

  private void sumRows(float[] values, int out) {
    int length = outputs * IMAGES;
    for (int i = 0; i < rows * columns * RESULTS; i++) {
      int field = i / RESULTS;
      int column = column(field) + i % RESULTS;
      points.output(
          values,
          halves + i % RESULTS * sumStep + field * length,
          RESULTS * sumStep,
          length,
          out + (row(field) * width + column) * length,
          width * length);
    }
  }
}
