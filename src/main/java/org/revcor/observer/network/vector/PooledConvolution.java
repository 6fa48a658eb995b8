package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.FieldConvolution.FIELD;
import static org.revcor.observer.network.vector.FieldConvolution.SIDE;
import static org.revcor.observer.network.vector.Tile.IMAGES;
import static org.revcor.observer.network.vector.Tile.SPECIES;

import java.util.Arrays;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import org.revcor.observer.network.vector.Convolution.ConvolutionGradient;
import org.revcor.observer.network.vector.FieldConvolution.FieldGradient;

/** A convolution of stride 1, 2 x 2 max pooling and ReLU; stores only pooled values. */
final class PooledConvolution implements Kernel {
  private final Padding padding;
  private final FieldConvolution forward;
  private final FieldGradient backward;
  private final int planes;
  private final int fields;
  private final int padded;

  private final int results;

  private final Fields inResults;

  /**
   * @param padding zeros around the input
   * @param weights outputs x planes x kernel x kernel
   */
  PooledConvolution(Memory memory, Padding padding, int kernel, float[] weights, float[] bias) {
    this.padding = padding;
    planes = bias.length;
    forward = FieldConvolution.of(memory, padding, kernel, () -> weights, bias, true);
    results = memory.reserve(forward.height() * forward.width() * planes);
    memory.free();
    backward = gradient(memory, kernel, weights);
    memory.free();
    fields = padding.resultHeight(kernel) / SIDE * (padding.resultWidth(kernel) / SIDE);
    padded = padding.reserve(memory);
    inResults = Fields.of(planes, forward.height(), forward.width(), SIDE, true);
  }

  private FieldGradient gradient(Memory memory, int kernel, float[] weights) {
    if (padding.planes() == 1) {
      return new WindowGradient(memory, padding, kernel, weights, planes);
    }
    ConvolutionGradient correlation =
        new ConvolutionGradient(memory, padding, kernel, weights, planes);
    Padding of = correlation.of();
    int[] offsets =
        IntStream.of(Fields.positions(of.height(), of.width(), SIDE, true))
            .map(i -> of.offset(i / of.width() + of.size(), i % of.width() + of.size()))
            .toArray();
    Fields inGradient = new Fields(offsets, FIELD, true);
    return (values, gradient, saved, out) -> {
      inGradient.scatter(
          inGradient.count(), values, gradient, saved, correlation.gradient(values), planes);
      correlation.run(values, out);
    };
  }

  @Override
  public int inputs() {
    return padding.values();
  }

  @Override
  public int outputs() {
    return planes * fields;
  }

  @Override
  public int savedValues() {
    return outputs() * FIELD;
  }

  @Override
  public void forward(float[] values, int in, int out, int tiles, Saved saved) {
    for (int tile = 0; tile < tiles; tile++) {
      int to = out + tile * outputs() * Tile.IMAGES;
      int from = in + tile * inputs() * Tile.IMAGES;
      tile(values, padding.pad(values, from, padded), to, saved.from(tile * savedValues()));
    }
  }

  private void tile(float[] values, int in, int out, Saved saved) {
    for (int field = 0; field < fields; field++) {
      int inPart = field % inResults.count();
      if (inPart == 0) {
        forward.run(field / inResults.count(), values, in, results);
      }
      inResults.find(
          inPart,
          values,
          results,
          out + field * planes * Tile.IMAGES,
          planes,
          saved.from(field * planes * FIELD));
    }
  }

  @Override
  public void backward(float[] values, int gradient, int out, int tiles, Saved saved) {
    for (int tile = 0; tile < tiles; tile++) {
      int from = gradient + tile * outputs() * Tile.IMAGES;
      int to = out + tile * inputs() * Tile.IMAGES;
      backward.run(values, from, saved.from(tile * savedValues()), to);
    }
  }

  /**
   * Gradient of a pooled convolution with one plane. A product computes the terms of the gradient
   * in the window of the input that each field depends on. It has enough rows to be fast, unlike a
   * correlation with rotated filters.
   */
  static final class WindowGradient implements FieldGradient {
    private final Padding padding;
    private final int outputs;
    private final int rows;
    private final int columns;

    /** Rows and columns of a window. */
    private final int side;

    private final Product product;
    private final Fields inOrder;

    /** Up to four fields x {@link FieldConvolution#FIELD} x outputs. */
    private final int results;

    /** Up to four fields x side x side. */
    private final int windows;

    private final int padded;

    /**
     * @param weights outputs x kernel x kernel
     */
    WindowGradient(Memory memory, Padding padding, int kernel, float[] weights, int outputs) {
      this.padding = padding;
      this.outputs = outputs;
      rows = padding.resultHeight(kernel) / SIDE;
      columns = padding.resultWidth(kernel) / SIDE;
      side = kernel + SIDE - 1;
      int values = side * side;
      product = Product.ofTiles(FIELD * outputs, () -> matrix(weights, kernel), new float[values]);
      inOrder = Fields.inOrder(Product.COLUMNS, outputs);
      results = memory.reserve(Product.COLUMNS * FIELD * outputs);
      windows = memory.reserve(Product.COLUMNS * values);
      padded = memory.reserve(padding.paddedValues());
    }

    /** Returns values of a window x results of a field. */
    private float[] matrix(float[] weights, int kernel) {
      float[] matrix = new float[side * side * FIELD * outputs];
      for (int i = 0; i < FIELD * weights.length; i++) {
        int result = i / weights.length;
        int weight = i % weights.length;
        int column = weight % kernel + result % SIDE;
        int row = weight / kernel % kernel + result / SIDE;
        int output = weight / kernel / kernel;
        matrix[((row * side + column) * FIELD + result) * outputs + output] = weights[weight];
      }
      return matrix;
    }

    @Override
    public void run(float[] values, int gradient, Kernel.Saved saved, int out) {
      Arrays.fill(values, padded, padded + padding.paddedValues() * IMAGES, 0);
      int fields = rows * columns;
      for (int field = 0; field < fields; field += Product.COLUMNS) {
        int count = Math.min(Product.COLUMNS, fields - field);
        inOrder.scatter(
            count,
            values,
            gradient + field * outputs * IMAGES,
            saved.from(field * outputs * FIELD),
            results,
            outputs);
        product.run(count - 1, values, results, windows);
        for (int i = 0; i < count; i++) {
          add(field + i, values, windows + i * side * padding.offset(0, side));
        }
      }
      padding.crop(values, padded, out);
    }

    private void add(int field, float[] values, int window) {
      int to = padded + padding.offset(field / columns * SIDE, field % columns * SIDE);
      int length = padding.offset(0, side);
      for (int row = 0; row < side; row++) {
        int line = to + padding.offset(row, 0);
        for (int i = 0; i < length; i += IMAGES) {
          FloatVector.fromArray(SPECIES, values, line + i)
              .add(FloatVector.fromArray(SPECIES, values, window + row * length + i))
              .intoArray(values, line + i);
        }
      }
    }
  }
}
