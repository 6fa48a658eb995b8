package org.revcor.observer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Optional;
import java.util.function.Function;
import org.revcor.observer.Observer;

/**
 * Largest values of square fields: the larger of neighbouring rows and then of neighbouring
 * columns.
 *
 * <p>It takes a fraction of the time of the engine's own pooling, which also notes where each
 * maximum was, and gives the same bits. The way back finds the maxima by comparing: of two equal
 * values the first is the larger.
 *
 * @param before size of what comes in
 * @param side of a field
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

  /** There for pairs that leave nothing over. */
  @Override
  public Optional<Segment> leg() {
    return side == PAIR && before.height() % PAIR == 0 && before.width() % PAIR == 0
        ? Optional.of(this)
        : Optional.empty();
  }

  @Override
  public Observer.Gradient through(PtNDArray input, Function<PtNDArray, Observer.Gradient> rest) {
    try (PtNDArray rows = largest(input, ROWS, PAIR, before.height());
        PtNDArray values = largest(rows, COLUMNS, PAIR, before.width())) {
      Observer.Gradient behind = rest.apply(values);
      try (NDArray gradient = behind.gradient();
          PtNDArray ofRows = back((PtNDArray) gradient, rows, values, COLUMNS)) {
        return new Observer.Gradient(behind.values(), back(ofRows, input, rows, ROWS));
      }
    }
  }

  /**
   * Elementwise maximum of every {@code step}th slice along an axis, from each of the first {@code
   * step} on.
   */
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
   * Hands each gradient to the larger of its two values.
   *
   * @param values n x C x H x W
   * @param maxima of neighbours along {@code axis}
   */
  private static PtNDArray back(PtNDArray gradient, PtNDArray values, PtNDArray maxima, int axis) {
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

  /** Positive differences become 1, in place. */
  private static PtNDArray asOne(PtNDArray differences) {
    JniUtils.signi(differences);
    return differences;
  }

  private static long[] channelsLast(Shape shape) {
    return new long[] {shape.get(0), shape.get(2), shape.get(3), shape.get(1)};
  }
}
