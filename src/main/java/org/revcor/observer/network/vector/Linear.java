package org.revcor.observer.network.vector;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A fully connected layer; four tiles at a time share a pass over the weights. */
final class Linear implements Kernel {
  /** Maximum number of tiles at a time. */
  static final int TILES = 4;

  private final int inputs;
  private final int outputs;
  private final Product forward;
  private final float[] weights;
  private @Nullable Product backward;
  private final Product.Terms forwardTerms;
  private final Product.Terms backwardTerms;

  /**
   * @param weights outputs x inputs
   */
  Linear(float[] weights, float[] bias) {
    outputs = bias.length;
    inputs = weights.length / outputs;
    forward = product(weights, bias, inputs, outputs);
    this.weights = weights;
    forwardTerms = terms(inputs);
    backwardTerms = terms(outputs);
  }

  /** Returns the product of a matrix with up to {@link #TILES} consecutive tiles. */
  static Product product(float[] weights, float[] bias, int inputs, int outputs) {
    return new Product(weights, bias, tiles(inputs), tiles(outputs), consecutive(outputs));
  }

  /**
   * Returns the offsets of four tiles, for each number of tiles less one; those after the last
   * equal it.
   */
  static int[] tiles(int values) {
    return IntStream.range(0, TILES * TILES)
        .map(i -> Math.min(i % TILES, i / TILES) * values * Tile.IMAGES)
        .toArray();
  }

  /** Returns the terms of all values of a tile. */
  static Product.Terms terms(int count) {
    return Product.Terms.of(IntStream.range(0, count).toArray(), consecutive(count));
  }

  static int[] consecutive(int count) {
    return IntStream.range(0, count).map(i -> i * Tile.IMAGES).toArray();
  }

  /**
   * @param matrix rows x columns
   */
  static float[] transposed(float[] matrix, int columns) {
    int rows = matrix.length / columns;
    float[] result = new float[matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      result[i % columns * rows + i / columns] = matrix[i];
    }
    return result;
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
  public void forward(float[] in, int first, float[] out, int at, int tiles, Record record) {
    forward.run(tiles - 1, forwardTerms, in, first, out, at);
  }

  @Override
  public void backward(float[] gradient, int first, float[] out, int at, int tiles, Record record) {
    if (backward == null) {
      backward = product(transposed(weights, inputs), new float[inputs], outputs, inputs);
    }
    backward.run(tiles - 1, backwardTerms, gradient, first, out, at);
  }
}
