package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.FieldConvolution.FIELD;

import java.util.stream.IntStream;

/** A convolution of stride 1, 2 x 2 max pooling and ReLU; stores only pooled values. */
final class PooledConvolution implements Kernel {
  private final Padding padding;
  private final FieldConvolution forward;
  private final FieldGradient backward;
  private final int planes;
  private final int fields;
  private final Memory memory = new Memory();
  private final int padded;

  /** The results of a part. */
  private final int results;

  private final Fields inResults;

  /**
   * @param padding zeros around the input
   * @param weights outputs x planes x kernel x kernel
   */
  PooledConvolution(Padding padding, int kernel, float[] weights, float[] bias) {
    this.padding = padding;
    planes = bias.length;
    forward = FieldConvolution.of(padding, kernel, weights, bias, true);
    backward = gradient(kernel, weights);
    fields = positions(kernel).length / FIELD;
    padded = memory.reserve(padding.paddedValues());
    results = memory.reserve(forward.height() * forward.width() * planes);
    inResults =
        new Fields(
            IntStream.of(Correlation.fields(forward.height(), forward.width(), true))
                .map(i -> i * planes * Tile.IMAGES)
                .toArray(),
            FIELD,
            true);
  }

  private int[] positions(int kernel) {
    return Correlation.fields(padding.resultHeight(kernel), padding.resultWidth(kernel), true);
  }

  private FieldGradient gradient(int kernel, float[] weights) {
    if (padding.planes() == 1) {
      return new WindowGradient(padding, kernel, weights, planes);
    }
    return forward instanceof Winograd && kernel == WinogradGradient.KERNEL
        ? new WinogradGradient(padding, weights, planes)
        : correlation(kernel, weights);
  }

  private FieldGradient correlation(int kernel, float[] weights) {
    ConvolutionGradient correlation = new ConvolutionGradient(padding, kernel, weights, planes);
    Padding of = correlation.of();
    int[] offsets =
        IntStream.of(positions(kernel))
            .map(i -> of.offset(i / of.width() + of.size(), i % of.width() + of.size()))
            .toArray();
    Fields inGradient = new Fields(offsets, FIELD, true);
    return (gradient, first, record, out, at) -> {
      inGradient.scatter(
          inGradient.count(),
          gradient,
          first,
          record,
          correlation.values(),
          correlation.gradient(),
          planes);
      correlation.run(out, at);
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
  public int recorded() {
    return outputs() * FIELD;
  }

  @Override
  public void forward(float[] in, int first, float[] out, int at, int tiles, Record record) {
    for (int tile = 0; tile < tiles; tile++) {
      int to = tile * outputs() * Tile.IMAGES;
      int from = first + tile * inputs() * Tile.IMAGES;
      if (padding.size() == 0) {
        tile(in, from, out, at + to, record.from(tile * recorded()));
      } else {
        padding.copy(in, from, memory.values(), padded);
        tile(memory.values(), padded, out, at + to, record.from(tile * recorded()));
      }
    }
  }

  private void tile(float[] in, int first, float[] out, int at, Record record) {
    float[] values = memory.values();
    for (int field = 0; field < fields; field++) {
      int inPart = field % inResults.count();
      if (inPart == 0) {
        forward.run(field / inResults.count(), in, first, values, results);
      }
      inResults.find(
          inPart,
          values,
          results,
          out,
          at + field * planes * Tile.IMAGES,
          planes,
          record.from(field * planes * FIELD));
    }
  }

  @Override
  public void backward(float[] gradient, int first, float[] out, int at, int tiles, Record record) {
    for (int tile = 0; tile < tiles; tile++) {
      int from = first + tile * outputs() * Tile.IMAGES;
      int to = at + tile * inputs() * Tile.IMAGES;
      backward.run(gradient, from, record.from(tile * recorded()), out, to);
    }
  }
}
