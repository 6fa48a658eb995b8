package org.revcor.observer.network.vector;

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
  public void forward(float[] values, int in, int out, int tiles, Record record) {
    forward.run(tiles - 1, values, in, out);
  }

  @Override
  public void backward(float[] values, int gradient, int out, int tiles, Record record) {
    backward.run(tiles - 1, values, gradient, out);
  }
}
