package org.revcor.observer.network.vector;

import java.util.stream.IntStream;

/** A convolution of stride 1, 2 x 2 max pooling and ReLU; stores only pooled values. */
final class PooledConvolution implements Kernel {
  private final Padding padding;
  private final Correlation forward;
  private final ConvolutionGradient backward;
  private final int planes;
  private final float[] padded;

  /** The results of one field. */
  private final float[] results;

  private final Fields inResults;
  private final Fields inGradient;

  /**
   * @param padding zeros around the input
   * @param weights outputs x planes x kernel x kernel
   */
  PooledConvolution(Padding padding, int kernel, float[] weights, float[] bias) {
    this.padding = padding;
    forward = Correlation.ofFields(padding, kernel, weights, bias);
    backward = new ConvolutionGradient(padding, kernel, weights, bias.length);
    planes = bias.length;
    padded = padding.buffer();
    results = new float[planes * Correlation.FIELD * Tile.IMAGES];
    int[] inOrder =
        IntStream.range(0, Correlation.FIELD).map(i -> i * planes * Tile.IMAGES).toArray();
    inResults = new Fields(inOrder, Correlation.FIELD, true);
    Padding gradient = backward.of();
    int[] offsets =
        IntStream.of(forward.positions())
            .map(
                i ->
                    gradient.offset(
                        i / gradient.width() + gradient.size(),
                        i % gradient.width() + gradient.size()))
            .toArray();
    inGradient = new Fields(offsets, Correlation.FIELD, true);
  }

  @Override
  public int inputs() {
    return padding.values();
  }

  @Override
  public int outputs() {
    return planes * forward.fields();
  }

  @Override
  public int recorded() {
    return outputs() * Correlation.FIELD;
  }

  @Override
  public void forward(float[] in, int first, float[] out, int at, int tiles, Record record) {
    for (int tile = 0; tile < tiles; tile++) {
      int to = tile * outputs() * Tile.IMAGES;
      int from = first + tile * inputs() * Tile.IMAGES;
      if (padding.size() == 0) {
        tile(in, from, out, at + to, record.from(tile * recorded()));
      } else {
        padding.copy(in, from, padded);
        tile(padded, 0, out, at + to, record.from(tile * recorded()));
      }
    }
  }

  private void tile(float[] in, int first, float[] out, int at, Record record) {
    for (int field = 0; field < forward.fields(); field++) {
      int to = field * planes * Tile.IMAGES;
      forward.run(field, in, first, results, 0);
      inResults.find(0, results, 0, out, at + to, planes);
      if (record.isUsed()) {
        Record part = record.from(field * planes * Correlation.FIELD);
        inResults.locate(0, results, 0, part, planes);
      }
    }
  }

  @Override
  public void backward(float[] gradient, int first, float[] out, int at, int tiles, Record record) {
    for (int tile = 0; tile < tiles; tile++) {
      int from = tile * outputs() * Tile.IMAGES;
      inGradient.scatter(
          gradient, first + from, record.from(tile * recorded()), backward.gradient(), 0, planes);
      backward.run(out, at + tile * inputs() * Tile.IMAGES);
    }
  }
}
