package org.revcor.observer.network.vector;

/** Computes the gradient of a pooled convolution with respect to its input. */
interface FieldGradient {
  /**
   * Computes a tile.
   *
   * @param gradient gradient with respect to the maxima: fields x outputs, from {@code first} on
   * @param record fields x outputs x {@link FieldConvolution#FIELD} masks of {@link Fields#find}
   * @param out receives the gradient with respect to the input, from {@code at} on
   */
  void run(float[] gradient, int first, Kernel.Record record, float[] out, int at);
}
