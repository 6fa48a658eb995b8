package org.revcor.observer.network.vector;

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

  /** The results of the fields that are computed together. */
  private final int results;

  private final Fields inResults;

  /**
   * @param padding zeros around the input
   * @param weights outputs x planes x kernel x kernel
   */
  PooledConvolution(Padding padding, int kernel, float[] weights, float[] bias) {
    this.padding = padding;
    planes = bias.length;
    if (Winograd.isFast(padding, kernel, planes)) {
      forward = new Winograd(padding, weights, bias);
      backward = new WinogradGradient(padding, weights, planes);
    } else {
      forward = new Correlation(padding, kernel, weights, bias, true);
      backward =
          padding.planes() == 1
              ? new WindowGradient(padding, kernel, weights, planes)
              : correlation(kernel, weights);
    }
    fields = forward.positions().length / FieldConvolution.FIELD;
    padded = memory.reserve(padding.paddedValues());
    results = memory.reserve(forward.together() * planes * FieldConvolution.FIELD);
    inResults = Fields.inOrder(forward.together(), planes);
  }

  private FieldGradient correlation(int kernel, float[] weights) {
    ConvolutionGradient correlation = new ConvolutionGradient(padding, kernel, weights, planes);
    Padding of = correlation.of();
    int[] offsets =
        IntStream.of(forward.positions())
            .map(i -> of.offset(i / of.width() + of.size(), i % of.width() + of.size()))
            .toArray();
    Fields inGradient = new Fields(offsets, FieldConvolution.FIELD, true);
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
    return outputs() * FieldConvolution.FIELD;
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
      int part = field % forward.together();
      if (part == 0) {
        forward.run(field, in, first, values, results);
      }
      Record ofField = record.from(field * planes * FieldConvolution.FIELD);
      inResults.find(
          part, values, results, out, at + field * planes * Tile.IMAGES, planes, ofField);
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
