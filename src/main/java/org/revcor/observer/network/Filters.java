package org.revcor.observer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Optional;

/**
 * Filters of a convolution on a device.
 *
 * @param weight outputs x (rows · columns · planes), planes changing fastest
 * @param bias one value per output
 * @param rows rows of a filter
 * @param columns columns of a filter
 * @param planes input planes
 * @param padding zeros around the input
 * @param rounding rounding to half precision; empty for float32
 */
record Filters(
    PtNDArray weight,
    PtNDArray bias,
    int rows,
    int columns,
    int planes,
    int padding,
    Optional<Rounding> rounding) {

  /** Returns the convolution with a vertical stride of {@code step} and a horizontal one of 1. */
  Operation convolution(int step) {
    long[] last = {weight.getShape().get(0), rows, columns, planes};
    Shape padded = new Shape(padding, padding);
    Shape stride = new Shape(step, 1);
    Shape dense = new Shape(1, 1);
    PtNDArray values = rounding.map(to -> to.weight(weight)).orElse(weight);
    PtNDArray summands = rounding.map(to -> to.weight(bias)).orElse(bias);
    return (input, recording) -> {
      try (PtNDArray filters = JniUtils.reshape(values, last);
          PtNDArray ordered = JniUtils.permute(filters, new long[] {0, 3, 1, 2})) {
        return JniUtils.convolution(input, ordered, summands, stride, padded, dense, 1);
      }
    };
  }

  /**
   * Returns filters whose results y are normalised to {@code a·y + b}.
   *
   * @param factor a, one value per output
   * @param summand b, one value per output
   */
  Filters withNormalisation(NDArray factor, NDArray summand) {
    try (NDArray column = factor.reshape(-1, 1);
        NDArray scaled = bias.mul(factor)) {
      return new Filters(
          weight.mul(column),
          (PtNDArray) scaled.add(summand),
          rows,
          columns,
          planes,
          padding,
          rounding);
    }
  }

  /**
   * Returns filters that compute two rows of results at once. Each filter occurs twice, one row
   * taller: with zeros below for the upper result, then with zeros above for the lower one.
   */
  Filters inRowPairs() {
    long outputs = weight.getShape().get(0);
    try (NDArray blank = weight.getManager().zeros(new Shape(outputs, (long) columns * planes));
        NDArray upper = weight.concat(blank, 1);
        NDArray lower = blank.concat(weight, 1)) {
      return new Filters(
          (PtNDArray) upper.concat(lower, 0),
          (PtNDArray) bias.concat(bias, 0),
          rows + 1,
          columns,
          planes,
          padding,
          rounding);
    }
  }
}
