package org.revcor.observer.network.vector;

import java.util.stream.IntStream;

/** A convolution of stride 1, 2 x 2 max pooling and ReLU; stores only pooled values. */
final class PooledConvolution implements Kernel {
  private final Padding padding;
  private final FieldConvolution forward;
  private final ConvolutionGradient backward;
  private final int planes;
  private final int fields;
  private final Memory memory = new Memory();
  private final int padded;

  /** The results of the fields that are computed together. */
  private final int results;

  private final Fields inResults;
  private final Fields inGradient;

  /**
   * @param padding zeros around the input
   * @param weights outputs x planes x kernel x kernel
   */
  PooledConvolution(Padding padding, int kernel, float[] weights, float[] bias) {
    this.padding = padding;
    forward =
        Winograd.isFast(padding, kernel, bias.length)
            ? new Winograd(padding, weights, bias)
            : Correlation.ofFields(padding, kernel, weights, bias);
    backward = new ConvolutionGradient(padding, kernel, weights, bias.length);
    planes = bias.length;
    fields = forward.positions().length / FieldConvolution.FIELD;
    padded = memory.reserve(padding.paddedValues());
    results = memory.reserve(forward.together() * planes * FieldConvolution.FIELD);
    int[] inOrder =
        IntStream.range(0, FieldConvolution.FIELD).map(i -> i * planes * Tile.IMAGES).toArray();
    inResults = new Fields(inOrder, FieldConvolution.FIELD, true);
    Padding gradient = backward.of();
    int[] offsets =
        IntStream.of(forward.positions())
            .map(
                i ->
                    gradient.offset(
                        i / gradient.width() + gradient.size(),
                        i % gradient.width() + gradient.size()))
            .toArray();
    inGradient = new Fields(offsets, FieldConvolution.FIELD, true);
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
    int length = planes * FieldConvolution.FIELD;
    for (int field = 0; field < fields; field++) {
      int part = field % forward.together();
      if (part == 0) {
        forward.run(field, in, first, values, results);
      }
      int from = results + part * length * Tile.IMAGES;
      inResults.find(0, values, from, out, at + field * planes * Tile.IMAGES, planes);
      if (record.isUsed()) {
        inResults.locate(0, values, from, record.from(field * length), planes);
      }
    }
  }

  @Override
  public void backward(float[] gradient, int first, float[] out, int at, int tiles, Record record) {
    for (int tile = 0; tile < tiles; tile++) {
      int from = tile * outputs() * Tile.IMAGES;
      inGradient.scatter(
          gradient,
          first + from,
          record.from(tile * recorded()),
          backward.values(),
          backward.gradient(),
          planes);
      backward.run(out, at + tile * inputs() * Tile.IMAGES);
    }
  }
}
