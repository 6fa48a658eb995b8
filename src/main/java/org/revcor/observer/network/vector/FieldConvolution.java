package org.revcor.observer.network.vector;

import java.util.function.Supplier;

sealed interface FieldConvolution permits Correlation, Winograd {
  /** Rows and columns of a field of max pooling. */
  int SIDE = 2;

  /** Results of a field of max pooling. */
  int FIELD = SIDE * SIDE;

  /**
   * Returns the faster of both convolutions.
   *
   * @param weights outputs x planes x kernel x kernel
   * @param pooled whether parts of complete fields are computed, or all results at once
   */
  static FieldConvolution of(
      Memory memory,
      Padding padding,
      int kernel,
      Supplier<float[]> weights,
      float[] bias,
      boolean pooled) {
    return Winograd.isFast(padding, kernel, bias.length, pooled)
        ? new Winograd(memory, padding, kernel, weights, bias, pooled)
        : new Correlation(memory, padding, kernel, weights, bias, pooled);
  }

  /** Returns the number of rows of a part, which is even if pooled. */
  int height();

  /** Returns the number of columns of a part, which is even if pooled. */
  int width();

  /**
   * Computes a part of the results, if pooled. Parts are computed in order, which is that of their
   * fields.
   *
   * @param in index of padded planes
   * @param out index that receives {@link #height} x {@link #width} x outputs
   */
  void run(int part, float[] values, int in, int out);

  /** Computes all results, if not pooled, in H,W,C order. */
  void run(float[] values, int in, int out);

  interface FieldGradient {
    /**
     * Computes a tile.
     *
     * @param gradient index of the gradient with respect to the maxima, fields x outputs
     * @param saved fields x outputs x {@link FieldConvolution#FIELD} masks of {@link Fields#find}
     * @param out index that receives the gradient with respect to the input
     */
    void run(float[] values, int gradient, Kernel.Saved saved, int out);
  }
}
