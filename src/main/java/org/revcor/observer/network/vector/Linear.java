package org.revcor.observer.network.vector;

/** A fully connected layer; four tiles at a time share a pass over the weights. */
final class Linear implements Kernel {
  private final int inputs;
  private final int outputs;
  private final Product forward;
  private final Product backward;
  private final Product.Terms forwardTerms;
  private final Product.Terms backwardTerms;

  /**
   * @param weights outputs x inputs
   */
  Linear(float[] weights, float[] bias) {
    outputs = bias.length;
    inputs = weights.length / outputs;
    forward = Product.ofTiles(inputs, () -> weights, bias);
    backward = Product.ofTiles(outputs, () -> forward.transposed(inputs), new float[inputs]);
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
  public void forward(float[] values, int in, int out, int tiles, Record record) {
    forward.run(tiles - 1, forwardTerms, values, in, out);
  }

  @Override
  public void backward(float[] values, int gradient, int out, int tiles, Record record) {
    backward.run(tiles - 1, backwardTerms, values, gradient, out);
  }
}
