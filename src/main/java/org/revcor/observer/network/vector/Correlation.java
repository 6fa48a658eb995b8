package org.revcor.observer.network.vector;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The correlation of padded planes with square filters, for fields of 2 x 2 results at a time.
 * Terms that are zeros of the padding in all four results are left out.
 */
final class Correlation implements FieldConvolution {
  private final Padding padding;
  private final int kernel;
  private final int step;
  private final int height;
  private final int width;
  private final int[] positions;
  private final Product.Terms[] terms;
  private final Product product;

  /**
   * Correlation whose results are stored as height x width x outputs.
   *
   * @param weights outputs x planes x kernel x kernel
   */
  static Correlation ofPlanes(Padding padding, int kernel, float[] weights, float[] bias) {
    int width = padding.paddedWidth() - kernel + 1;
    int height = padding.paddedHeight() - kernel + 1;
    if (bias.length == 1 && width % SIDE == 0 && height % SIDE == 0) {
      return ofPlane(padding, kernel, weights, bias[0], width);
    }
    return new Correlation(
        padding,
        kernel,
        1,
        weights,
        bias,
        false,
        position -> position * bias.length,
        IntStream.range(0, bias.length).toArray());
  }

  /**
   * Correlation with one output: the four results of a field are four outputs, whose filters are
   * shifted and have zeros at one side, since products of a single row are slow.
   */
  private static Correlation ofPlane(
      Padding padding, int kernel, float[] weights, float bias, int width) {
    float[] shifted = new float[FIELD * padding.planes() * (kernel + 1) * (kernel + 1)];
    for (int i = 0; i < FIELD * weights.length; i++) {
      int result = i / weights.length;
      int weight = i % weights.length;
      int row = weight / kernel % kernel + result / SIDE;
      int column = weight % kernel + result % SIDE;
      int filter = result * padding.planes() + weight / kernel / kernel;
      shifted[(filter * (kernel + 1) + row) * (kernel + 1) + column] = weights[weight];
    }
    float[] biases = {bias, bias, bias, bias};
    int coarse = width / SIDE;
    return new Correlation(
        padding,
        kernel + 1,
        SIDE,
        shifted,
        biases,
        false,
        position -> position / coarse * SIDE * width + position % coarse * SIDE,
        new int[] {0, 1, width, width + 1});
  }

  /**
   * Correlation whose results are stored as {@link #FIELD} x outputs, without incomplete fields.
   */
  static Correlation ofFields(Padding padding, int kernel, float[] weights, float[] bias) {
    return new Correlation(
        padding,
        kernel,
        1,
        weights,
        bias,
        true,
        position -> 0,
        IntStream.range(0, bias.length).toArray());
  }

  /**
   * @param step distance of the positions
   * @param results index of the first result of a position
   * @param rows index of each output's result from there
   */
  private Correlation(
      Padding padding,
      int kernel,
      int step,
      float[] weights,
      float[] bias,
      boolean fields,
      IntUnaryOperator results,
      int[] rows) {
    this.padding = padding;
    this.kernel = kernel;
    this.step = step;
    height = (padding.paddedHeight() - kernel) / step + 1;
    width = (padding.paddedWidth() - kernel) / step + 1;
    positions = fields(height, width, fields);
    terms = terms();
    product =
        new Product(
            planesLast(weights),
            bias,
            IntStream.of(positions)
                .map(i -> padding.offset(i / width * step, i % width * step))
                .toArray(),
            IntStream.range(0, positions.length)
                .map(i -> fields ? i % FIELD * bias.length : results.applyAsInt(positions[i]))
                .map(i -> i * Tile.IMAGES)
                .toArray(),
            IntStream.of(rows).map(i -> i * Tile.IMAGES).toArray());
  }

  private float[] planesLast(float[] weights) {
    int area = kernel * kernel;
    float[] ordered = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      int filter = i / area;
      ordered[
              (filter / padding.planes() * area + i % area) * padding.planes()
                  + filter % padding.planes()] =
          weights[i];
    }
    return ordered;
  }

  @Override
  public int[] positions() {
    return positions;
  }

  @Override
  public int together() {
    return 1;
  }

  /** Computes the results of all fields; see {@link #run(int, float[], int, float[], int)}. */
  void run(float[] in, int first, float[] out, int at) {
    for (int field = 0; field < terms.length; field++) {
      run(field, in, first, out, at);
    }
  }

  @Override
  public void run(int field, float[] in, int first, float[] out, int at) {
    product.run(field, terms[field], in, first, out, at);
  }

  /** In incomplete fields, the last row or column occurs twice. */
  static int[] fields(int height, int width, boolean complete) {
    int rows = complete ? height / SIDE : Math.ceilDiv(height, SIDE);
    int columns = complete ? width / SIDE : Math.ceilDiv(width, SIDE);
    return IntStream.range(0, rows * columns * FIELD)
        .map(
            i -> {
              int field = i / FIELD;
              int row = Math.min(field / columns * SIDE + i % FIELD / SIDE, height - 1);
              int column = Math.min(field % columns * SIDE + i % SIDE, width - 1);
              return row * width + column;
            })
        .toArray();
  }

  private record Range(int from, int to) {
    /**
     * Returns the part of a filter that is not in the padding for all results from first to last.
     */
    static Range of(int first, int last, int kernel, int padding, int size) {
      return new Range(Math.max(0, padding - last), Math.min(kernel, size + padding - first));
    }

    boolean contains(int value) {
      return value >= from && value < to;
    }
  }

  private record Part(Range rows, Range columns) {}

  private Product.Terms[] terms() {
    Map<Part, Product.Terms> parts = new HashMap<>();
    return IntStream.range(0, positions.length / FIELD)
        .mapToObj(field -> parts.computeIfAbsent(part(field), this::terms))
        .toArray(Product.Terms[]::new);
  }

  private Part part(int field) {
    int first = positions[field * FIELD];
    int last = positions[field * FIELD + FIELD - 1];
    return new Part(
        Range.of(
            first / width * step, last / width * step, kernel, padding.size(), padding.height()),
        Range.of(
            first % width * step, last % width * step, kernel, padding.size(), padding.width()));
  }

  private Product.Terms terms(Part part) {
    int planes = padding.planes();
    int[] indices =
        IntStream.range(0, kernel * kernel * planes)
            .filter(
                i ->
                    part.rows.contains(i / planes / kernel)
                        && part.columns.contains(i / planes % kernel))
            .toArray();
    int[] offsets =
        IntStream.of(indices)
            .map(
                i ->
                    padding.offset(i / planes / kernel, i / planes % kernel)
                        + i % planes * Tile.IMAGES)
            .toArray();
    return new Product.Terms(indices, offsets);
  }
}
