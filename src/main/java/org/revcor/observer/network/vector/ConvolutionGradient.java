package org.revcor.observer.network.vector;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a convolution with respect to its input: a correlation with turned filters, which
 * are created on first use.
 */
final class ConvolutionGradient {
  private final Padding of;
  private final Supplier<FieldConvolution> create;
  private @Nullable FieldConvolution correlation;
  private final Memory memory = new Memory();
  private final int gradient;

  /**
   * @param input input of the convolution
   * @param weights outputs x planes x kernel x kernel
   */
  ConvolutionGradient(Padding input, int kernel, float[] weights, int outputs) {
    of =
        new Padding(
            outputs,
            input.resultHeight(kernel),
            input.resultWidth(kernel),
            kernel - 1 - input.size());
    gradient = memory.reserve(of.paddedValues());
    create =
        () ->
            FieldConvolution.of(
                of,
                kernel,
                turned(weights, outputs, input.planes()),
                new float[input.planes()],
                false);
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

  /** Returns the layout of the gradient. */
  Padding of() {
    return of;
  }

  /** Returns the array that has the gradient. */
  float[] values() {
    return memory.values();
  }

  /** Returns the index of the gradient with respect to the output, whose padding remains zero. */
  int gradient() {
    return gradient;
  }

  /** Computes a tile of the gradient with respect to the input from {@link #gradient}. */
  void run(float[] out, int at) {
    if (correlation == null) {
      correlation = create.get();
    }
    correlation.run(memory.values(), gradient, out, at);
  }
}
