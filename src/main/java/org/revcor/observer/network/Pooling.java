package org.revcor.observer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Optional;
import java.util.function.Function;
import org.revcor.observer.Observer;

/**
 * Max pooling of square fields: first over neighbouring rows, then over neighbouring columns.
 *
 * <p>It takes a fraction of the time of the engine's pooling, which also stores the position of
 * each maximum, and returns the same bits. The backward pass finds the maxima by comparison; of two
 * equal values the first counts.
 *
 * @param before size of the input
 * @param side rows and columns of a field
 */
record Pooling(Size before, int side) implements Operation, Segment {
  private static final Shape NONE = new Shape(0, 0);
  private static final int ROWS = 2;
  private static final int COLUMNS = 3;
  private static final int PAIR = 2;

  @Override
  public PtNDArray apply(PtNDArray input, boolean recording) {
    if (recording) {
      Shape field = new Shape(side, side);
      return JniUtils.maxPool(input, field, field, NONE, false);
    }
    try (PtNDArray rows = largest(input, ROWS, side, before.height() / side * side)) {
      return largest(rows, COLUMNS, side, before.width() / side * side);
    }
  }

  /** Returns a segment for 2 x 2 fields that cover the input. */
  @Override
  public Optional<Segment> segment() {
    return side == PAIR && before.height() % PAIR == 0 && before.width() % PAIR == 0
        ? Optional.of(this)
        : Optional.empty();
  }

  @Override
  public Observer.Gradient gradient(PtNDArray input, Function<PtNDArray, Observer.Gradient> rest) {
    try (PtNDArray rows = largest(input, ROWS, PAIR, before.height());
        PtNDArray values = largest(rows, COLUMNS, PAIR, before.width())) {
      Observer.Gradient after = rest.apply(values);
      try (NDArray gradient = after.gradient();
          PtNDArray ofRows = backward((PtNDArray) gradient, rows, values, COLUMNS)) {
        return new Observer.Gradient(after.values(), backward(ofRows, input, rows, ROWS));
      }
    }
  }

  /** Returns maxima of each {@code step} consecutive slices along an axis, up to {@code end}. */
  static PtNDArray largest(PtNDArray values, int axis, int step, int end) {
    PtNDArray result = JniUtils.slice(values, axis, 0, end, step);
    for (int start = 1; start < step; start++) {
      try (PtNDArray before = result;
          PtNDArray next = JniUtils.slice(values, axis, start, end, step)) {
        result = JniUtils.max(before, next);
      }
    }
    return result;
  }

  /**
   * Assigns each gradient to the larger of its two values.
   *
   * @param values n x C x H x W
   * @param maxima maxima of neighbours along {@code axis}
   */
  private static PtNDArray backward(
      PtNDArray gradient, PtNDArray values, PtNDArray maxima, int axis) {
    long length = values.getShape().get(axis);
    try (PtNDArray first = JniUtils.slice(values, axis, 0, length, PAIR);
        PtNDArray secondIsLarger = JniUtils.sub(maxima, first);
        PtNDArray ofSecond = JniUtils.mul(gradient, asOne(secondIsLarger));
        PtNDArray ofFirst = JniUtils.sub(gradient, ofSecond);
        PtNDArray firstLast = JniUtils.permute(ofFirst, new long[] {0, 2, 3, 1});
        PtNDArray secondLast = JniUtils.permute(ofSecond, new long[] {0, 2, 3, 1});
        PtNDArray pairs = JniUtils.stack(new PtNDArray[] {firstLast, secondLast}, axis);
        PtNDArray whole = JniUtils.reshape(pairs, channelsLast(values.getShape()))) {
      return JniUtils.permute(whole, new long[] {0, 3, 1, 2});
    }
  }

  /** Replaces positive differences by 1, in place. */
  private static PtNDArray asOne(PtNDArray differences) {
    JniUtils.signi(differences);
    return differences;
  }

  private static long[] channelsLast(Shape shape) {
    return new long[] {shape.get(0), shape.get(2), shape.get(3), shape.get(1)};
  }
}
