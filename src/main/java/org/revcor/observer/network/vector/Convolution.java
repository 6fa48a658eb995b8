package org.revcor.observer.network.vector;

/** A convolution of stride 1. */
final class Convolution implements Kernel {
  private final Padding padding;
  private final FieldConvolution forward;
  private final ConvolutionGradient backward;
  private final Memory memory = new Memory();
  private final int padded;

  /**
   * @param padding zeros around the input
   * @param weights outputs x planes x kernel x kernel
   */
  Convolution(Padding padding, int kernel, float[] weights, float[] bias) {
    this.padding = padding;
    forward = FieldConvolution.of(padding, kernel, weights, bias, false);
    backward = new ConvolutionGradient(padding, kernel, weights, bias.length);
    padded = memory.reserve(padding.paddedValues());
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
  public void forward(float[] in, int first, float[] out, int at, int tiles, Record record) {
    for (int tile = 0; tile < tiles; tile++) {
      int from = first + tile * inputs() * Tile.IMAGES;
      int to = at + tile * outputs() * Tile.IMAGES;
      if (padding.size() == 0) {
        forward.run(in, from, out, to);
      } else {
        padding.copy(in, from, memory.values(), padded);
        forward.run(memory.values(), padded, out, to);
      }
    }
  }

  @Override
  public void backward(float[] gradient, int first, float[] out, int at, int tiles, Record record) {
    for (int tile = 0; tile < tiles; tile++) {
      backward
          .of()
          .copy(
              gradient,
              first + tile * outputs() * Tile.IMAGES,
              backward.values(),
              backward.gradient());
      backward.run(out, at + tile * inputs() * Tile.IMAGES);
    }
  }
}
