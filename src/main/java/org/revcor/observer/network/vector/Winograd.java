package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Winograd's convolution with filters of 5 x 5 values: a field of 2 x 2 results takes 36 products
 * instead of 100. It computes a row of complete fields at a time. The gradient takes the transposed
 * steps in reverse order.
 */
final class Winograd implements FieldConvolution, FieldGradient {
  private static final int POINTS = WinogradPoints.COUNT;

  /** Rows or columns that two fields share. */
  private static final int OVERLAP = POINTS - SIDE;

  /** Distance of the points of a block of products. */
  private static final int BLOCK_STEP = step(Linear.TILES * Product.MAX_HEIGHT);

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
  private final float[][] matrices;

  /** Products with the matrices. */
  private final Product[] products;

  private final Product.Terms terms;

  /** Products with the transposed matrices, created on first use. */
  private final @Nullable Product[] transposed = new Product[POINTS * POINTS];

  private final Product.Terms transposedTerms;
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

  /** Fields x outputs, of one point. */
  private final int sums;

  /** Points of rows x columns of a field x fields x outputs. */
  private final int halves;

  private final Fields inOrder;

  /** Gradient with respect to the results of a row: fields x {@link #FIELD} x outputs. */
  private final int gradient;

  /** Gradient with respect to the padded input. */
  private final int padded;

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
    rows = (padding.paddedHeight() - WinogradPoints.FILTER + 1) / SIDE;
    columns = (padding.paddedWidth() - WinogradPoints.FILTER + 1) / SIDE;
    matrices =
        IntStream.range(0, POINTS * POINTS)
            .mapToObj(i -> matrix(weights, i / POINTS, i % POINTS))
            .toArray(float[][]::new);
    products =
        IntStream.range(0, POINTS * POINTS).mapToObj(i -> product(i, bias)).toArray(Product[]::new);
    terms = Linear.terms(planes);
    transposedTerms = Linear.terms(outputs);
    lineStep = step(padding.paddedWidth() * planes);
    inputStep = step(columns * planes);
    sumStep = step(columns * outputs);
    lines = memory.reserve(POINTS * lineStep / IMAGES);
    inputs = memory.reserve(POINTS * inputStep / IMAGES);
    block = memory.reserve(POINTS * BLOCK_STEP / IMAGES);
    sums = memory.reserve(columns * outputs);
    halves = memory.reserve(POINTS * SIDE * sumStep / IMAGES);
    inOrder = Fields.inOrder(columns, outputs);
    gradient = memory.reserve(columns * FIELD * outputs);
    padded = memory.reserve(padding.paddedValues());
  }

  /** Returns the distance of points: an odd number of vectors, so that they share no cache set. */
  private static int step(int vectors) {
    return (vectors | 1) * IMAGES;
  }

  private float[] matrix(float[] weights, int row, int column) {
    double[] ofRow = WinogradPoints.filter(row);
    double[] ofColumn = WinogradPoints.filter(column);
    int kernel = WinogradPoints.FILTER;
    float[] matrix = new float[outputs * planes];
    for (int i = 0; i < matrix.length; i++) {
      double sum = 0;
      for (int j = 0; j < kernel * kernel; j++) {
        sum += weights[i * kernel * kernel + j] * ofRow[j / kernel] * ofColumn[j % kernel];
      }
      matrix[i] = (float) sum;
    }
    return matrix;
  }

  /** Returns a product whose results for a block of outputs are close to each other. */
  private Product product(int point, float[] bias) {
    boolean hasBias = point / POINTS % (POINTS - 1) == 0 && point % POINTS % (POINTS - 1) == 0;
    return new Product(
        matrices[point],
        hasBias ? bias : new float[outputs],
        Linear.tiles(planes),
        Linear.tiles(Product.MAX_HEIGHT),
        Linear.consecutive(outputs));
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
      for (int column = 0; column < columns; column += Linear.TILES) {
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
    int fields = Math.min(Linear.TILES, columns - column);
    Product first = products[point * POINTS];
    int output = 0;
    for (int i = 0; i < first.blocks(); i++) {
      for (int j = 0; j < POINTS; j++) {
        products[point * POINTS + j].run(
            i,
            output,
            fields - 1,
            terms,
            values,
            inputs + j * inputStep + column * planes * IMAGES,
            values,
            block + j * BLOCK_STEP - output * IMAGES);
      }
      int height = Math.min(first.height(i), outputs - output);
      for (int j = 0; j < fields; j++) {
        int to = halves + point * SIDE * sumStep + ((column + j) * outputs + output) * IMAGES;
        sumColumns(values, block + j * Product.MAX_HEIGHT * IMAGES, height, to);
      }
      output += height;
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

  @Override
  public void run(float[] ofMaxima, int first, Kernel.Record record, float[] out, int at) {
    float[] values = memory.values();
    Arrays.fill(values, padded, padded + padding.paddedValues() * IMAGES, 0);
    for (int row = 0; row < rows; row++) {
      int field = row * columns;
      int from = first + field * outputs * IMAGES;
      Kernel.Record ofRow = record.from(field * outputs * FIELD);
      inOrder.scatter(columns, ofMaxima, from, ofRow, values, gradient, outputs);
      for (int point = 0; point < POINTS; point++) {
        spread(point, values, gradient, SIDE * outputs * IMAGES, halves);
        multiplyTransposed(point, values);
        addColumns(point, values);
      }
      addRows(values, padded + padding.offset(row * SIDE, 0));
    }
    padding.crop(values, padded, out, at);
  }

  /**
   * Transforms pairs of gradients to a point.
   *
   * @param length distance of a pair
   */
  private void spread(int point, float[] values, int from, int length, int to) {
    for (int i = 0; i < columns; i++) {
      WinogradPoints.outputTransposed(
          point, values, from + i * SIDE * length, length, values, to + i * length);
    }
  }

  private void multiplyTransposed(int point, float[] values) {
    for (int i = 0; i < POINTS; i++) {
      spread(i, values, halves, outputs * IMAGES, sums);
      for (int j = 0; j < columns; j += Linear.TILES) {
        transposed(point * POINTS + i)
            .run(
                Math.min(Linear.TILES, columns - j) - 1,
                transposedTerms,
                values,
                sums + j * outputs * IMAGES,
                values,
                inputs + i * inputStep + j * planes * IMAGES);
      }
    }
  }

  private Product transposed(int point) {
    Product product = transposed[point];
    if (product == null) {
      product =
          Linear.product(
              Linear.transposed(matrices[point], planes), new float[planes], outputs, planes);
      transposed[point] = product;
    }
    return product;
  }

  private void addColumns(int point, float[] values) {
    int column = padding.offset(0, 1);
    int to = lines + point * lineStep;
    Arrays.fill(values, to, to + OVERLAP * column, 0);
    for (int i = 0; i < column; i += IMAGES) {
      WinogradPoints.addInputTransposed(
          values, inputs + i, inputStep, columns, column, values, to + i, column);
    }
  }

  private void addRows(float[] values, int to) {
    int line = padding.offset(1, 0);
    for (int i = 0; i < padding.offset(0, columns * SIDE + OVERLAP); i += IMAGES) {
      WinogradPoints.addInputTransposed(values, lines + i, lineStep, 1, 0, values, to + i, line);
    }
  }
}
