package org.revcor.observer.network.vector;

/** Computes a convolution for fields of 2 x 2 results. */
sealed interface FieldConvolution permits Correlation, Winograd {
  /** Rows and columns of a field. */
  int SIDE = 2;

  /** Results of a field. */
  int FIELD = SIDE * SIDE;

  /** Returns the index of each result of each field among the positions of a plane. */
  int[] positions();

  /** Returns the number of fields that are computed together, a divisor of their number. */
  int together();

  /**
   * Computes the results of a field and of those computed together with it.
   *
   * @param in padded planes, from {@code first} on
   * @param out receives fields x {@link #FIELD} x outputs, from {@code at} on
   */
  void run(int field, float[] in, int first, float[] out, int at);
}
