package org.revcor.observer.network.vector;

import org.revcor.observer.network.vector.Product.Lazy;

final class Convolution implements Kernel {
  private final Padding padding;
  private final FieldConvolution forward;
  private final ConvolutionGradient backward;
  private final int padded;

  /**
   * @param padding zeros around the input
   * @param weights outputs x planes x kernel x kernel
   */
  Convolution(Memory memory, Padding padding, int kernel, float[] weights, float[] bias) {
    this.padding = padding;
    forward = FieldConvolution.of(memory, padding, kernel, () -> weights, bias, false);
    memory.free();
    backward = new ConvolutionGradient(memory, padding, kernel, weights, bias.length);
    memory.free();
    padded = padding.reserve(memory);
  }

  @Override
  public int inputs() {
    return padding.values();
  }

  @Override
  public int outputs() {
    return backward.of().values();
  }

  @Override
  public void forward(float[] values, int in, int out, int tiles, Saved saved) {
    for (int tile = 0; tile < tiles; tile++) {
      int from = in + tile * inputs() * Tile.IMAGES;
      int to = out + tile * outputs() * Tile.IMAGES;
      forward.run(values, padding.pad(values, from, padded), to);
    }
  }

  @Override
  public void backward(float[] values, int gradient, int out, int tiles, Saved saved) {
    for (int tile = 0; tile < tiles; tile++) {
      int from = gradient + tile * outputs() * Tile.IMAGES;
      backward.of().copy(values, from, backward.gradient(values));
      backward.run(values, out + tile * inputs() * Tile.IMAGES);
    }
  }

  /** The gradient of a convolution with respect to its input: a correlation with turned filters. */
  static final class ConvolutionGradient {
    private final Padding of;
    private final FieldConvolution correlation;

    /** Distance of the gradient with respect to the output from the end of the array. */
    private final int gradient;

    /**
     * @param weights outputs x planes x kernel x kernel
     */
    ConvolutionGradient(Memory memory, Padding input, int kernel, float[] weights, int outputs) {
      of =
          new Padding(
              outputs,
              input.resultHeight(kernel),
              input.resultWidth(kernel),
              kernel - 1 - input.size());
      gradient = memory.reserveZeros(of.paddedValues());
      correlation =
          FieldConvolution.of(
              memory,
              of,
              kernel,
              new Lazy<>(() -> turned(weights, outputs, input.planes())),
              new float[input.planes()],
              false);
    }

    private static float[] turned(float[] weights, int outputs, int planes) {
      int area = weights.length / outputs / planes;
      float[] turned = new float[weights.length];
      for (int i = 0; i < weights.length; i++) {
        int output = i / area / planes;
        int plane = i / area % planes;
        turned[(plane * outputs + output) * area + area - 1 - i % area] = weights[i];
      }
      return turned;
    }

    Padding of() {
      return of;
    }

    /** Returns the index of the gradient with respect to the output, whose padding remains zero. */
    int gradient(float[] values) {
      return values.length - gradient;
    }

    /** Computes a tile of the gradient with respect to the input from {@link #gradient}. */
    void run(float[] values, int out) {
      correlation.run(values, gradient(values), out);
    }
  }
}
