package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;
import static org.revcor.observer.network.vector.Tile.SPECIES;

import java.util.function.Supplier;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;

/**
 * The correlation of padded planes with square filters, for fields of 2 x 2 results at a time.
 *
 * <p>The rows that a row of results depends on are copied to a strip, in the order column, row,
 * plane. So the values of each result's window are consecutive, and windows overlap in it.
 */
final class Correlation implements FieldConvolution {
  private final Padding padding;
  private final int kernel;
  private final int resultHeight;

  /** Number of fields of a row. */
  private final int columns;

  private final int fields;

  private final Product product;

  /** A strip for each row of a field. */
  private final int strips;

  private final int stripLength;

  /**
   * @param weights outputs x planes x kernel x kernel
   * @param complete whether results are stored as {@link #FIELD} x outputs, without incomplete
   *     fields; otherwise as height x width x outputs
   */
  Correlation(
      Memory memory,
      Padding padding,
      int kernel,
      Supplier<float[]> weights,
      float[] bias,
      boolean complete) {
    this.padding = padding;
    this.kernel = kernel;
    resultHeight = padding.resultHeight(kernel);
    int width = padding.resultWidth(kernel);
    int[] positions = Fields.positions(resultHeight, width, SIDE, complete);
    fields = positions.length / FIELD;
    columns = complete ? width / SIDE : Math.ceilDiv(width, SIDE);
    stripLength = kernel * padding.offset(1, 0);
    strips = memory.reserve(SIDE * stripLength / IMAGES);
    product =
        new Product(
            () -> columnsFirst(weights.get()),
            bias,
            IntStream.range(0, positions.length)
                .map(
                    i ->
                        i % FIELD / SIDE * stripLength
                            + positions[i] % width * kernel * padding.offset(0, 1))
                .toArray(),
            IntStream.range(0, positions.length)
                .map(i -> (complete ? i % FIELD : positions[i]) * bias.length * IMAGES)
                .toArray());
  }

  /** Returns outputs x columns x rows x planes. */
  private float[] columnsFirst(float[] weights) {
    int planes = padding.planes();
    float[] ordered = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      int column = i % kernel;
      int row = i / kernel % kernel;
      int filter = i / kernel / kernel;
      int to = ((filter / planes * kernel + column) * kernel + row) * planes + filter % planes;
      ordered[to] = weights[i];
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
    for (int field = 0; field < fields; field++) {
      run(field, values, in, out);
    }
  }

  @Override
  public void run(int field, float[] values, int in, int out) {
    if (field % columns == 0) {
      for (int i = 0; i < SIDE; i++) {
        int row = Math.min(field / columns * SIDE + i, resultHeight - 1);
        copy(values, in + padding.offset(row, 0), strips + i * stripLength);
      }
    }
    product.run(field, values, strips, out);
  }

  private void copy(float[] values, int in, int strip) {
    int line = padding.offset(1, 0);
    int length = padding.offset(0, 1);
    int to = strip;
    for (int column = 0; column < line; column += length) {
      for (int row = 0; row < kernel; row++) {
        for (int i = 0; i < length; i += IMAGES) {
          FloatVector.fromArray(SPECIES, values, in + row * line + column + i)
              .intoArray(values, to);
          to += IMAGES;
        }
      }
    }
  }
}
