package org.revcor.observer.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Max pooling of square fields: first over neighbouring rows, then over neighbouring columns.
 *
 * <p>It takes a fraction of the time of the engine's pooling, which also stores the position of
 * each maximum, and returns the same bits. The engine's is used where gradients are recorded.
 *
 * @param before size of the input
 * @param side rows and columns of a field
 */
record Pooling(Size before, int side) implements Operation {
  private static final Shape NONE = new Shape(0, 0);
  private static final int ROWS = 2;
  private static final int COLUMNS = 3;

  @Override
  public PtNDArray apply(PtNDArray input, boolean recording) {
    if (recording) {
      Shape field = new Shape(side, side);
      return JniUtils.maxPool(input, field, field, NONE, false);
    }
    try (PtNDArray rows = largest(input, ROWS, before.height())) {
      return largest(rows, COLUMNS, before.width());
    }
  }

  /** Returns the maxima of neighbours along an axis of {@code length} values. */
  private PtNDArray largest(PtNDArray values, int axis, int length) {
    int end = length / side * side;
    PtNDArray result = JniUtils.slice(values, axis, 0, end, side);
    for (int start = 1; start < side; start++) {
      try (PtNDArray largest = result;
          PtNDArray next = JniUtils.slice(values, axis, start, end, side)) {
        result = JniUtils.max(largest, next);
      }
    }
    return result;
  }
}
