package org.revcor.observer.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * A large fully connected layer, computed as a 1 x 1 convolution of images whose columns are the
 * rows of a batch.
 *
 * <p>On a CPU the engine's convolutions use the widest vectors of any processor. Its matrix
 * products do so only on processors of one manufacturer; on others this takes half the time ({@code
 * ShortcutsBenchmark} in the tests).
 */
final class WideProduct implements Operation {
  /** Minimum number of images. For fewer, the engine's convolution uses a matrix product. */
  private static final int MIN_IMAGES = 16;

  private static final int MIN_COLUMNS = 4;
  private static final int MAX_COLUMNS = 16;

  /** Smaller layers are not faster. */
  private static final int MIN_WEIGHTS = 1 << 15;

  private static final Shape ONE = new Shape(1, 1);
  private static final Shape NONE = new Shape(0, 0);

  private final PtNDArray weight;
  private final PtNDArray bias;
  private final long outputs;
  private final long inputs;
  private final Operation product;

  private WideProduct(PtNDArray weight, PtNDArray bias, Operation product) {
    this.weight = weight;
    this.bias = bias;
    this.outputs = weight.getShape().get(0);
    this.inputs = weight.getShape().get(1);
    this.product = product;
  }

  /**
   * Returns the layer as a convolution if it is large and on a CPU, else as a matrix product.
   *
   * @param weight outputs x inputs
   * @param product the layer as a matrix product
   */
  static Operation of(PtNDArray weight, PtNDArray bias, Operation product) {
    return weight.getDevice().isGpu() || weight.size() < MIN_WEIGHTS
        ? product
        : new WideProduct(weight, bias, product);
  }

  @Override
  public PtNDArray apply(PtNDArray input, boolean recording) {
    long n = input.getShape().get(0);
    long columns = columns(n);
    if (columns < MIN_COLUMNS) {
      return product.apply(input, recording);
    }
    try (PtNDArray rows = JniUtils.reshape(input, new long[] {n / columns, 1, columns, inputs});
        PtNDArray images = JniUtils.permute(rows, new long[] {0, 3, 1, 2});
        PtNDArray square = JniUtils.reshape(weight, new long[] {outputs, 1, 1, inputs});
        PtNDArray filters = JniUtils.permute(square, new long[] {0, 3, 1, 2});
        PtNDArray convolved = JniUtils.convolution(images, filters, bias, ONE, NONE, ONE, 1);
        PtNDArray last = JniUtils.permute(convolved, new long[] {0, 2, 3, 1})) {
      return JniUtils.reshape(last, new long[] {n, outputs});
    }
  }

  /** Returns the largest number of columns that divides {@code n} rows into enough images. */
  private static long columns(long n) {
    long columns = Math.min(MAX_COLUMNS, n / MIN_IMAGES);
    while (columns > 1 && n % columns != 0) {
      columns--;
    }
    return columns;
  }
}
