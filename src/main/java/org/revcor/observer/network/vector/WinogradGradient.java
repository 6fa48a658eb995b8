package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.FieldConvolution.FIELD;
import static org.revcor.observer.network.vector.FieldConvolution.SIDE;
import static org.revcor.observer.network.vector.Tile.IMAGES;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.revcor.observer.network.vector.FieldConvolution.FieldGradient;

/**
 * The gradient of {@link Winograd}'s convolution with filters of 5 x 5 values: its steps,
 * transposed and in reverse order, for a row of fields at a time.
 */
final class WinogradGradient implements FieldGradient {
  static final int KERNEL = 5;
  private static final int POINTS = WinogradPoints.COUNT;

  /** Rows or columns that two fields share. */
  private static final int OVERLAP = POINTS - SIDE;

  private final Padding padding;
  private final int planes;
  private final int outputs;
  private final int rows;

  /** Number of fields of a row. */
  private final int columns;

  /** For each point, a product with a matrix planes x outputs. */
  private final Product[] products;

  private final Product.Terms terms;
  private final Fields inOrder;

  /**
   * Gradient with respect to the results of a row: fields x {@link FieldConvolution#FIELD} x
   * outputs.
   */
  private final int results;

  /** Fields x columns of a field x outputs, of a point of rows. */
  private final int halves;

  /** Fields x outputs, of a point of rows and one of columns. */
  private final int sums;

  /** Points of columns x fields x planes, of a point of rows. */
  private final int inputs;

  private final int inputStep;

  /** Points of rows x positions of a line x planes. */
  private final int lines;

  private final int lineStep;

  /** Gradient with respect to the padded input. */
  private final int padded;

  /**
   * @param memory memory of the network
   * @param weights outputs x planes x 5 x 5
   */
  WinogradGradient(Memory memory, Padding padding, float[] weights, int outputs) {
    this.padding = padding;
    this.outputs = outputs;
    planes = padding.planes();
    rows = padding.resultHeight(KERNEL) / SIDE;
    columns = padding.resultWidth(KERNEL) / SIDE;
    WinogradPoints points = new WinogradPoints(KERNEL);
    Lazy<float[]> byPlane = new Lazy<>(() -> byPlane(weights));
    products =
        IntStream.range(0, POINTS * POINTS)
            .mapToObj(
                i ->
                    Product.ofTiles(
                        outputs,
                        () -> points.matrix(byPlane.get(), planes, outputs, i),
                        new float[planes]))
            .toArray(Product[]::new);
    terms = Product.Terms.of(outputs);
    inOrder = Fields.inOrder(columns, outputs);
    lineStep = Winograd.step(padding.paddedWidth() * planes);
    inputStep = Winograd.step(columns * planes);
    results = memory.reserve(columns * FIELD * outputs);
    halves = memory.reserve(columns * SIDE * outputs);
    sums = memory.reserve(columns * outputs);
    inputs = memory.reserve(POINTS * inputStep / IMAGES);
    lines = memory.reserve(POINTS * lineStep / IMAGES);
    padded = memory.reserve(padding.paddedValues());
  }

  /** Returns the weights, planes x outputs x 5 x 5. */
  private float[] byPlane(float[] weights) {
    int area = KERNEL * KERNEL;
    float[] ordered = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      int filter = i / area;
      ordered[(filter % planes * outputs + filter / planes) * area + i % area] = weights[i];
    }
    return ordered;
  }

  @Override
  public void run(float[] values, int gradient, Kernel.Record record, int out) {
    Arrays.fill(values, padded, padded + padding.paddedValues() * IMAGES, 0);
    for (int row = 0; row < rows; row++) {
      int field = row * columns;
      int from = gradient + field * outputs * IMAGES;
      Kernel.Record ofRow = record.from(field * outputs * FIELD);
      inOrder.scatter(columns, values, from, ofRow, results, outputs);
      for (int point = 0; point < POINTS; point++) {
        spread(point, values, results, SIDE * outputs * IMAGES, halves);
        multiply(point, values);
        addColumns(point, values);
      }
      addRows(values, padded + padding.offset(row * SIDE, 0));
    }
    padding.crop(values, padded, out);
  }

  /**
   * Transforms pairs of gradients to a point.
   *
   * @param length distance of a pair
   */
  private void spread(int point, float[] values, int from, int length, int to) {
    for (int i = 0; i < columns; i++) {
      WinogradPoints.outputTransposed(
          point, values, from + i * SIDE * length, length, to + i * length);
    }
  }

  private void multiply(int point, float[] values) {
    for (int i = 0; i < POINTS; i++) {
      spread(i, values, halves, outputs * IMAGES, sums);
      for (int j = 0; j < columns; j += Product.COLUMNS) {
        products[point * POINTS + i].run(
            Math.min(Product.COLUMNS, columns - j) - 1,
            terms,
            values,
            sums + j * outputs * IMAGES,
            inputs + i * inputStep + j * planes * IMAGES);
      }
    }
  }

  private void addColumns(int point, float[] values) {
    int column = padding.offset(0, 1);
    int to = lines + point * lineStep;
    Arrays.fill(values, to, to + OVERLAP * column, 0);
    for (int i = 0; i < column; i += IMAGES) {
      WinogradPoints.addInputTransposed(
          values, inputs + i, inputStep, columns, column, to + i, column);
    }
  }

  private void addRows(float[] values, int to) {
    int line = padding.offset(1, 0);
    for (int i = 0; i < padding.offset(0, columns * SIDE + OVERLAP); i += IMAGES) {
      WinogradPoints.addInputTransposed(values, lines + i, lineStep, 1, 0, to + i, line);
    }
  }
}
