package org.revcor.observer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Optional;
import java.util.function.Function;
import org.revcor.observer.Architecture.Stage;

/**
 * The convolution of a single plane that a network begins with, and a way back of its own.
 *
 * <p>The engine's way back takes several times as long as the way there, since its kernels work on
 * many planes at once. So a square of k-1 by k-1 pixels is taken as that many planes. With strides
 * of k-1 its pixels depend on 2(k-1) rows of gradients and on two squares' columns of them, and the
 * way back is a convolution with k-1 times as many planes and as large strides ({@code
 * GradientBenchmark} among the tests).
 */
final class FirstConvolution implements Operation, Leg {
  private static final Shape DENSE = new Shape(1, 1);

  private final Operation forward;
  private final PtNDArray adjoint;
  private final PtNDArray nothing;
  private final int side;
  private final Size before;
  private final Size after;

  private FirstConvolution(Operation forward, Stage stage, int side, PtNDArray adjoint) {
    this.forward = forward;
    this.side = side;
    this.before = stage.before();
    this.after = stage.after();
    this.adjoint = adjoint;
    this.nothing = (PtNDArray) adjoint.getManager().zeros(new Shape((long) side * side));
  }

  /**
   * The layer with a way back of its own, if it takes one plane, does not pad, and gives rows and
   * columns that squares fit into.
   *
   * @param filters of the layer
   */
  static Operation of(Stage stage, Filters filters) {
    Operation forward = filters.convolution(1);
    int side = filters.rows() - 1;
    Size after = stage.after();
    boolean fits =
        filters.planes() == 1
            && filters.padding() == 0
            && side > 1
            && after.height() % side == 0
            && after.width() % side == 0;
    return fits
        ? new FirstConvolution(
            forward,
            stage,
            side,
            adjoint(filters.weight().toFloatArray(), side, after.planes(), filters))
        : forward;
  }

  /** Outputs x rows x blocks of columns x (columns of a block and planes). */
  private static PtNDArray adjoint(float[] weight, int side, int planes, Filters filters) {
    int kernel = side + 1;
    int rows = 2 * side;
    float[] values = new float[side * side * rows * rows * planes];
    int at = 0;
    for (int pixel = 0; pixel < side * side; pixel++) {
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < rows; column++) {
          int u = pixel / side - row + side;
          int v = pixel % side - column + side;
          boolean reached = u >= 0 && u < kernel && v >= 0 && v < kernel;
          for (int plane = 0; plane < planes; plane++) {
            values[at++] = reached ? weight[(plane * kernel + u) * kernel + v] : 0;
          }
        }
      }
    }
    NDManager manager = filters.weight().getManager();
    return (PtNDArray)
        EngineArrays.of(
            manager, values, new Shape((long) side * side, rows, 2, (long) side * planes));
  }

  @Override
  public PtNDArray apply(PtNDArray input, boolean recording) {
    return forward.apply(input, recording);
  }

  @Override
  public Optional<Leg> leg() {
    return Optional.of(this);
  }

  @Override
  public Observer.Gradient through(PtNDArray input, Function<PtNDArray, Observer.Gradient> rest) {
    try (PtNDArray values = forward.apply(input, false)) {
      Observer.Gradient behind = rest.apply(values);
      try (NDArray gradient = behind.gradient()) {
        return new Observer.Gradient(behind.values(), back((PtNDArray) gradient));
      }
    }
  }

  private PtNDArray back(PtNDArray gradient) {
    long n = gradient.getShape().get(0);
    long[] blocks = {n, after.height(), after.width() / side, (long) side * after.planes()};
    long down = before.height() / side;
    long across = before.width() / side;
    try (PtNDArray last = JniUtils.permute(gradient, new long[] {0, 2, 3, 1});
        PtNDArray inBlocks = JniUtils.reshape(last, blocks);
        PtNDArray asPlanes = JniUtils.permute(inBlocks, new long[] {0, 3, 1, 2});
        PtNDArray filters = JniUtils.permute(adjoint, new long[] {0, 3, 1, 2});
        PtNDArray squares =
            JniUtils.convolution(
                asPlanes, filters, nothing, new Shape(side, 1), new Shape(side, 1), DENSE, 1);
        PtNDArray pixelsLast = JniUtils.permute(squares, new long[] {0, 2, 3, 1});
        PtNDArray pixels = JniUtils.reshape(pixelsLast, new long[] {n, down, across, side, side});
        PtNDArray inOrder = JniUtils.permute(pixels, new long[] {0, 1, 3, 2, 4})) {
      return JniUtils.reshape(inOrder, new long[] {n, 1, before.height(), before.width()});
    }
  }
}
