package org.revcor.observer.network.vector;

import org.jspecify.annotations.Nullable;

/** A fully connected layer; four tiles at a time share a pass over the weights. */
final class Linear implements Kernel {
  private final int inputs;
  private final int outputs;
  private final Product forward;
  private @Nullable Product backward;
  private final Product.Terms forwardTerms;
  private final Product.Terms backwardTerms;

  /**
   * @param weights outputs x inputs
   */
  Linear(float[] weights, float[] bias) {
    outputs = bias.length;
    inputs = weights.length / outputs;
    forward = Product.ofTiles(weights, bias);
    forwardTerms = Product.Terms.of(inputs);
    backwardTerms = Product.Terms.of(outputs);
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
      backward = Product.ofTiles(forward.transposed(), new float[inputs]);
    }
    backward.run(tiles - 1, backwardTerms, gradient, first, out, at);
  }
}
