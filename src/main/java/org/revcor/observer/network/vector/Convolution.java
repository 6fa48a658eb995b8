package org.revcor.observer.network.vector;

/** A convolution of stride 1. */
final class Convolution implements Kernel {
  private final Padding padding;
  private final FieldConvolution forward;
  private final ConvolutionGradient backward;
  private final int padded;

  /**
   * @param memory memory of the network
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
  public void forward(float[] values, int in, int out, int tiles, Record record) {
    for (int tile = 0; tile < tiles; tile++) {
      int from = in + tile * inputs() * Tile.IMAGES;
      int to = out + tile * outputs() * Tile.IMAGES;
      forward.run(values, padding.pad(values, from, padded), to);
    }
  }

  @Override
  public void backward(float[] values, int gradient, int out, int tiles, Record record) {
    for (int tile = 0; tile < tiles; tile++) {
      int from = gradient + tile * outputs() * Tile.IMAGES;
      backward.of().copy(values, from, backward.gradient(values));
      backward.run(values, out + tile * inputs() * Tile.IMAGES);
    }
  }
}
