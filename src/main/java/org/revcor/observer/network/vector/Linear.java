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

  private static Product product(float[] weights, float[] bias, int inputs, int outputs) {
    return new Product(weights, bias, tiles(inputs), tiles(outputs), consecutive(outputs));
  }

  /** Returns offsets of four tiles, for each number of tiles; those after the last equal it. */
  private static int[] tiles(int values) {
    return IntStream.range(0, TILES * TILES)
        .map(i -> Math.min(i % TILES, i / TILES) * values * Tile.IMAGES)
        .toArray();
  }

  private static Product.Terms terms(int count) {
    return new Product.Terms(IntStream.range(0, count).toArray(), consecutive(count));
  }

  private static int[] consecutive(int count) {
    return IntStream.range(0, count).map(i -> i * Tile.IMAGES).toArray();
  }

  private float[] transposed() {
    float[] result = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      result[i % inputs * outputs + i / inputs] = weights[i];
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
      backward = product(transposed(), new float[inputs], outputs, inputs);
    }
    backward.run(tiles - 1, backwardTerms, gradient, first, out, at);
  }
}
