package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.FieldConvolution.FIELD;
import static org.revcor.observer.network.vector.FieldConvolution.SIDE;

import java.util.stream.IntStream;
import org.revcor.observer.network.vector.FieldConvolution.FieldGradient;

/** A convolution of stride 1, 2 x 2 max pooling and ReLU; stores only pooled values. */
final class PooledConvolution implements Kernel {
  private final Padding padding;
  private final FieldConvolution forward;
  private final FieldGradient backward;
  private final int planes;
  private final int fields;
  private final int padded;

  /** The results of a part. */
  private final int results;

  private final Fields inResults;

  /**
   * @param memory memory of the network
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
    return (values, gradient, record, out) -> {
      inGradient.scatter(
          inGradient.count(), values, gradient, record, correlation.gradient(values), planes);
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
  public int recorded() {
    return outputs() * FIELD;
  }

  @Override
  public void forward(float[] values, int in, int out, int tiles, Record record) {
    for (int tile = 0; tile < tiles; tile++) {
      int to = out + tile * outputs() * Tile.IMAGES;
      int from = in + tile * inputs() * Tile.IMAGES;
      tile(values, padding.pad(values, from, padded), to, record.from(tile * recorded()));
    }
  }

  private void tile(float[] values, int in, int out, Record record) {
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
          record.from(field * planes * FIELD));
    }
  }

  @Override
  public void backward(float[] values, int gradient, int out, int tiles, Record record) {
    for (int tile = 0; tile < tiles; tile++) {
      int from = gradient + tile * outputs() * Tile.IMAGES;
      int to = out + tile * inputs() * Tile.IMAGES;
      backward.run(values, from, record.from(tile * recorded()), to);
    }
  }
}
