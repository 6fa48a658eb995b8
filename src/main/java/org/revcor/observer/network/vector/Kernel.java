package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;
import static org.revcor.observer.network.vector.Tile.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

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

  int inputs();

  /** Returns the number of values of an image after this layer, by default as many as before. */
  default int outputs() {
    return inputs();
  }

  /** Returns the number of values of a tile that the backward pass needs. */
  default int savedValues() {
    return 0;
  }

  /**
   * Computes the layer.
   *
   * @param in index of tiles x {@link #inputs}
   * @param out index that receives tiles x {@link #outputs}
   * @param saved receives tiles x {@link #savedValues}; {@link Saved#NONE} without a backward pass
   */
  void forward(float[] values, int in, int out, int tiles, Saved saved);

  /**
   * Computes the gradient with respect to the input.
   *
   * @param gradient index of the gradient with respect to the output, tiles x {@link #outputs}
   * @param out index that receives tiles x {@link #inputs}
   * @param saved filled by {@link #forward}
   */
  void backward(float[] values, int gradient, int out, int tiles, Saved saved);

  /**
   * Values that the backward pass needs, as a part of an array. A mask of images takes one value.
   */
  record Saved(float[] values, int first) {
    static final Saved NONE = new Saved(new float[0], 0);

    /** Stores a mask. */
    void put(int index, long mask) {
      values[first + index] = Float.intBitsToFloat((int) mask);
    }

    VectorMask<Float> mask(int index) {
      return VectorMask.fromLong(Tile.SPECIES, Float.floatToRawIntBits(values[first + index]));
    }

    Saved from(int offset) {
      return isUsed() ? new Saved(values, first + offset) : this;
    }

    boolean isUsed() {
      return values.length > 0;
    }
  }

  /** Multiplies each value of an image by a factor and adds a summand. */
  record Affine(float[] factors, float[] summands) implements Kernel {
    @Override
    public int inputs() {
      return factors.length;
    }

    @Override
    public void forward(float[] values, int in, int out, int tiles, Saved saved) {
      for (int i = 0; i < tiles * factors.length; i++) {
        int value = i % factors.length;
        FloatVector.fromArray(SPECIES, values, in + i * IMAGES)
            .mul(factors[value])
            .add(summands[value])
            .intoArray(values, out + i * IMAGES);
      }
    }

    @Override
    public void backward(float[] values, int gradient, int out, int tiles, Saved saved) {
      for (int i = 0; i < tiles * factors.length; i++) {
        FloatVector.fromArray(SPECIES, values, gradient + i * IMAGES)
            .mul(factors[i % factors.length])
            .intoArray(values, out + i * IMAGES);
      }
    }
  }

  record FirstValues(int inputs, int outputs) implements Kernel {
    @Override
    public void forward(float[] values, int in, int out, int tiles, Saved saved) {
      int length = outputs * Tile.IMAGES;
      for (int tile = 0; tile < tiles; tile++) {
        System.arraycopy(
            values, in + tile * inputs * Tile.IMAGES, values, out + tile * length, length);
      }
    }

    @Override
    public void backward(float[] values, int gradient, int out, int tiles, Saved saved) {
      int length = outputs * Tile.IMAGES;
      Arrays.fill(values, out, out + tiles * inputs * Tile.IMAGES, 0);
      for (int tile = 0; tile < tiles; tile++) {
        System.arraycopy(
            values, gradient + tile * length, values, out + tile * inputs * Tile.IMAGES, length);
      }
    }
  }

  /** Rectified linear unit. */
  record Relu(int inputs) implements Kernel {
    @Override
    public int savedValues() {
      return inputs;
    }

    @Override
    public void forward(float[] values, int in, int out, int tiles, Saved saved) {
      int length = tiles * inputs * IMAGES;
      for (int i = 0; i < length; i += IMAGES) {
        FloatVector x = FloatVector.fromArray(SPECIES, values, in + i);
        x.blend(0, x.compare(VectorOperators.LT, 0)).intoArray(values, out + i);
      }
      if (saved.isUsed()) {
        save(values, out, tiles, saved);
      }
    }

    private void save(float[] values, int out, int tiles, Saved saved) {
      for (int i = 0; i < tiles * inputs; i++) {
        FloatVector y = FloatVector.fromArray(SPECIES, values, out + i * IMAGES);
        saved.put(i, y.compare(VectorOperators.GT, 0).toLong());
      }
    }

    @Override
    public void backward(float[] values, int gradient, int out, int tiles, Saved saved) {
      for (int i = 0; i < tiles * inputs * IMAGES; i += IMAGES) {
        FloatVector.zero(SPECIES)
            .blend(FloatVector.fromArray(SPECIES, values, gradient + i), saved.mask(i / IMAGES))
            .intoArray(values, out + i);
      }
    }
  }

  /**
   * Hyperbolic tangent, as a rational function of degree 13 over 6; relative error at most 5e-7.
   */
  record Tanh(int inputs) implements Kernel {
    /**
     * Beyond it the result is constant, and differs from the hyperbolic tangent by at most 3e-7.
     */
    private static final float MAX = 7.90531110763549805f;

    static FloatVector of(FloatVector value) {
      FloatVector low = value.blend(-MAX, value.compare(VectorOperators.LT, -MAX));
      FloatVector x = low.blend(MAX, low.compare(VectorOperators.GT, MAX));
      FloatVector s = x.mul(x);
      FloatVector p = FloatVector.broadcast(SPECIES, -2.76076847742355e-16f);
      p = p.fma(s, FloatVector.broadcast(SPECIES, 2.00018790482477e-13f));
      p = p.fma(s, FloatVector.broadcast(SPECIES, -8.60467152213735e-11f));
      p = p.fma(s, FloatVector.broadcast(SPECIES, 5.12229709037114e-08f));
      p = p.fma(s, FloatVector.broadcast(SPECIES, 1.48572235717979e-05f));
      p = p.fma(s, FloatVector.broadcast(SPECIES, 6.37261928875436e-04f));
      p = p.fma(s, FloatVector.broadcast(SPECIES, 4.89352455891786e-03f));
      FloatVector q = FloatVector.broadcast(SPECIES, 1.19825839466702e-06f);
      q = q.fma(s, FloatVector.broadcast(SPECIES, 1.18534705686654e-04f));
      q = q.fma(s, FloatVector.broadcast(SPECIES, 2.26843463243900e-03f));
      q = q.fma(s, FloatVector.broadcast(SPECIES, 4.89352518554385e-03f));
      return x.mul(p).div(q);
    }

    @Override
    public int savedValues() {
      return inputs * IMAGES;
    }

    @Override
    public void forward(float[] values, int in, int out, int tiles, Saved saved) {
      int length = tiles * inputs * IMAGES;
      for (int i = 0; i < length; i += IMAGES) {
        FloatVector x = FloatVector.fromArray(SPECIES, values, in + i);
        of(x).intoArray(values, out + i);
      }
      if (saved.isUsed()) {
        System.arraycopy(values, out, saved.values(), saved.first(), length);
      }
    }

    @Override
    public void backward(float[] values, int gradient, int out, int tiles, Saved saved) {
      for (int i = 0; i < tiles * inputs * IMAGES; i += IMAGES) {
        FloatVector y = FloatVector.fromArray(SPECIES, saved.values(), saved.first() + i);
        FloatVector g = FloatVector.fromArray(SPECIES, values, gradient + i);
        g.mul(FloatVector.broadcast(SPECIES, 1).sub(y.mul(y))).intoArray(values, out + i);
      }
    }
  }

  /** Max pooling of square fields without overlap; drops incomplete rows and columns. */
  final class MaxPool implements Kernel {
    private final int planes;
    private final int positions;
    private final Fields fields;

    /**
     * @param side rows and columns of a field
     */
    MaxPool(int planes, int height, int width, int side) {
      this.planes = planes;
      this.positions = height * width;
      fields = Fields.of(planes, height, width, side, false);
    }

    @Override
    public int inputs() {
      return planes * positions;
    }

    @Override
    public int outputs() {
      return planes * fields.count();
    }

    @Override
    public int savedValues() {
      return outputs() * fields.size();
    }

    @Override
    public void forward(float[] values, int in, int out, int tiles, Saved saved) {
      for (int i = 0; i < fields.count() * tiles; i++) {
        int field = i % fields.count();
        int from = in + i / fields.count() * inputs() * Tile.IMAGES;
        int to = i * planes * Tile.IMAGES;
        fields.find(field, values, from, out + to, planes, saved.from(i * planes * fields.size()));
      }
    }

    @Override
    public void backward(float[] values, int gradient, int out, int tiles, Saved saved) {
      Arrays.fill(values, out, out + tiles * inputs() * Tile.IMAGES, 0);
      for (int tile = 0; tile < tiles; tile++) {
        int from = gradient + tile * outputs() * Tile.IMAGES;
        int to = out + tile * inputs() * Tile.IMAGES;
        fields.scatter(fields.count(), values, from, saved.from(tile * savedValues()), to, planes);
      }
    }
  }

  /** A fully connected layer; four tiles at a time share a pass over the weights. */
  final class Linear implements Kernel {
    private final int inputs;
    private final int outputs;
    private final Product forward;
    private final Product backward;

    /**
     * @param weights outputs x inputs
     */
    Linear(float[] weights, float[] bias) {
      outputs = bias.length;
      inputs = weights.length / outputs;
      forward = Product.ofTiles(inputs, () -> weights, bias);
      backward = Product.ofTiles(outputs, () -> forward.transposed(inputs), new float[inputs]);
    }

    @Override
    public int inputs() {
      return inputs;
    }

    @Override
    public int outputs() {
      return outputs;
    }

    @Override
    public void forward(float[] values, int in, int out, int tiles, Saved saved) {
      forward.run(tiles - 1, values, in, out);
    }

    @Override
    public void backward(float[] values, int gradient, int out, int tiles, Saved saved) {
      backward.run(tiles - 1, values, gradient, out);
    }
  }
}
