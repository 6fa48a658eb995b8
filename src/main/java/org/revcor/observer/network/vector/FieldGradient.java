package org.revcor.observer.network.vector;

/** Computes the gradient of a pooled convolution with respect to its input. */
interface FieldGradient {
  /**
   * Computes a tile.
   *
   * @param gradient index of the gradient with respect to the maxima, fields x outputs
   * @param record fields x outputs x {@link FieldConvolution#FIELD} masks of {@link Fields#find}
   * @param out index that receives the gradient with respect to the input
   */
  void run(float[] values, int gradient, Kernel.Record record, int out);
}
