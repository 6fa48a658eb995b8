package org.revcor.observer.network.vector;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The correlation of padded planes with square filters, for fields of 2 x 2 results at a time.
 * Terms that are zeros of the padding in all four results are left out.
 */
final class Correlation implements FieldConvolution {
  private final Padding padding;
  private final int kernel;
  private final int resultHeight;
  private final int resultWidth;
  private final int[] positions;
  private final Product.Terms[] terms;
  private final Product product;

  /**
   * @param weights outputs x planes x kernel x kernel
   * @param fields whether results are stored as {@link #FIELD} x outputs, without incomplete
   *     fields; otherwise as height x width x outputs
   */
  Correlation(
      Padding padding, int kernel, Supplier<float[]> weights, float[] bias, boolean fields) {
    this.padding = padding;
    this.kernel = kernel;
    resultHeight = padding.resultHeight(kernel);
    resultWidth = padding.resultWidth(kernel);
    positions = fields(resultHeight, resultWidth, fields);
    terms = terms();
    product =
        new Product(
            () -> planesLast(weights.get()),
            bias,
            IntStream.of(positions)
                .map(i -> padding.offset(i / resultWidth, i % resultWidth))
                .toArray(),
            IntStream.range(0, positions.length)
                .map(i -> (fields ? i % FIELD : positions[i]) * bias.length * Tile.IMAGES)
                .toArray());
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
  public int height() {
    return SIDE;
  }

  @Override
  public int width() {
    return SIDE;
  }

  @Override
  public void run(float[] values, int in, int out) {
    for (int field = 0; field < terms.length; field++) {
      run(field, values, in, out);
    }
  }

  @Override
  public void run(int field, float[] values, int in, int out) {
    product.run(field, terms[field], values, in, out);
  }

  /** In incomplete fields, the last row or column occurs twice. */
  static int[] fields(int resultHeight, int resultWidth, boolean complete) {
    int rows = complete ? resultHeight / SIDE : Math.ceilDiv(resultHeight, SIDE);
    int columns = complete ? resultWidth / SIDE : Math.ceilDiv(resultWidth, SIDE);
    return IntStream.range(0, rows * columns * FIELD)
        .map(
            i -> {
              int field = i / FIELD;
              int row = Math.min(field / columns * SIDE + i % FIELD / SIDE, resultHeight - 1);
              int column = Math.min(field % columns * SIDE + i % SIDE, resultWidth - 1);
              return row * resultWidth + column;
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
        Range.of(first / resultWidth, last / resultWidth, kernel, padding.size(), padding.height()),
        Range.of(first % resultWidth, last % resultWidth, kernel, padding.size(), padding.width()));
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
    return Product.Terms.of(indices, offsets);
  }
}
