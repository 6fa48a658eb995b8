package org.revcor.observer.network.vector;

import jdk.incubator.vector.VectorMask;

/**
 * A layer on tiles. Consecutive tiles are contiguous. Each value of a tile is a vector of images,
 * in H,W,C order.
 *
 * <p>Kernels have no state: lanes share them, and each lane has its own array of values ({@link
 * Memory}).
 */
public interface Kernel {
  /**
   * Returns a convolution of stride 1.
   *
   * @param memory memory of the network
   * @param padding zeros around the input, less than {@code kernel}
   * @param weights outputs x planes x kernel x kernel
   * @param pooled whether 2 x 2 max pooling and ReLU follow; incomplete fields are left out
   */
  static Kernel convolution(
      Memory memory,
      int planes,
      int height,
      int width,
      int kernel,
      int padding,
      float[] weights,
      float[] bias,
      boolean pooled) {
    Padding padded = new Padding(planes, height, width, padding);
    return pooled
        ? new PooledConvolution(memory, padded, kernel, weights, bias)
        : new Convolution(memory, padded, kernel, weights, bias);
  }

  /**
   * Returns max pooling of square fields without overlap; it drops incomplete rows and columns.
   *
   * @param side rows and columns of a field
   */
  static Kernel maxPool(int planes, int height, int width, int side) {
    return new MaxPool(planes, height, width, side);
  }

  /**
   * Returns a fully connected layer.
   *
   * @param weights outputs x inputs, these in H,W,C order
   */
  static Kernel linear(float[] weights, float[] bias) {
    return new Linear(weights, bias);
  }

  /** Returns a rectified linear unit. */
  static Kernel relu(int values) {
    return new Relu(values);
  }

  /** Returns a hyperbolic tangent. */
  static Kernel tanh(int values) {
    return new Tanh(values);
  }

  /**
   * Returns a kernel that multiplies each value by a factor and adds a summand.
   *
   * @param factors in H,W,C order
   * @param summands in H,W,C order
   */
  static Kernel affine(float[] factors, float[] summands) {
    return new Affine(factors, summands);
  }

  /** Returns a kernel that drops all values but the first. */
  static Kernel firstValues(int values, int remaining) {
    return new FirstValues(values, remaining);
  }

  /** Returns the number of values of an image before this layer. */
  int inputs();

  /** Returns the number of values of an image after this layer, by default as many as before. */
  default int outputs() {
    return inputs();
  }

  /** Returns the number of values of a tile that the backward pass needs. */
  default int recorded() {
    return 0;
  }

  /**
   * Computes the layer.
   *
   * @param in index of tiles x {@link #inputs}
   * @param out index that receives tiles x {@link #outputs}
   * @param record receives tiles x {@link #recorded}; {@link Record#NONE} without a backward pass
   */
  void forward(float[] values, int in, int out, int tiles, Record record);

  /**
   * Computes the gradient with respect to the input.
   *
   * @param gradient index of the gradient with respect to the output, tiles x {@link #outputs}
   * @param out index that receives tiles x {@link #inputs}
   * @param record filled by {@link #forward}
   */
  void backward(float[] values, int gradient, int out, int tiles, Record record);

  /**
   * Part of an array for what the backward pass needs. A mask of images takes one value.
   *
   * @param first index of its first value
   */
  record Record(float[] values, int first) {
    static final Record NONE = new Record(new float[0], 0);

    /**
     * Stores a mask.
     *
     * @param mask a bit per image
     */
    void put(int index, long mask) {
      values[first + index] = Float.intBitsToFloat((int) mask);
    }

    /** Returns a mask. */
    VectorMask<Float> mask(int index) {
      return VectorMask.fromLong(Tile.SPECIES, Float.floatToRawIntBits(values[first + index]));
    }

    /** Returns the part from a later value on. */
    Record from(int offset) {
      return isUsed() ? new Record(values, first + offset) : this;
    }

    boolean isUsed() {
      return values.length > 0;
    }
  }
}
