package org.revcor.observer.network.vector;

/** The gradient of a convolution with respect to its input: a correlation with turned filters. */
final class ConvolutionGradient {
  private final Padding of;
  private final Correlation correlation;
  private final float[] gradient;

  /**
   * @param input input of the convolution
   * @param weights outputs x planes x kernel x kernel
   */
  ConvolutionGradient(Padding input, int kernel, float[] weights, int outputs) {
    of =
        new Padding(
            outputs,
            input.paddedHeight() - kernel + 1,
            input.paddedWidth() - kernel + 1,
            kernel - 1 - input.size());
    correlation =
        Correlation.ofPlanes(
            of, kernel, turned(weights, outputs, input.planes()), new float[input.planes()]);
    gradient = of.zeros();
  }

  private static float[] turned(float[] weights, int outputs, int planes) {
    int area = weights.length / outputs / planes;
    float[] turned = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      int output = i / area / planes;
      int plane = i / area % planes;
      turned[(plane * outputs + output) * area + area - 1 - i % area] = weights[i];
    }
    return turned;
  }

  /** Returns the layout of {@link #gradient}. */
  Padding of() {
    return of;
  }

  /** Returns a tile for the gradient with respect to the output, whose padding remains zero. */
  float[] gradient() {
    return gradient;
  }

  /** Computes a tile of the gradient with respect to the input from {@link #gradient}. */
  void run(float[] out, int at) {
    for (int field = 0; field < correlation.fields(); field++) {
      correlation.run(field, gradient, 0, out, at);
    }
  }
}
