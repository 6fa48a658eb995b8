package org.revcor.observer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;
import java.util.Optional;
import org.revcor.observer.Architecture.Stage;

/**
 * The convolution of a single plane that a network begins with, and its adjoint.
 *
 * <p>The engine's own way back through it takes several times as long as the way there, since its
 * kernels work on many planes at once. As one matrix product and a sum of shifted planes it does
 * not ({@code GradientBenchmark} among the tests).
 */
final class FirstConvolution {
  private final Operation forward;
  private final PtNDArray weight;
  private final int kernel;
  private final Size before;
  private final Size after;

  private FirstConvolution(Operation forward, PtNDArray weight, Stage stage, int kernel) {
    this.forward = forward;
    this.weight = weight;
    this.kernel = kernel;
    this.before = stage.before();
    this.after = stage.after();
  }

  /**
   * Empty unless the first layer is a convolution of one plane that does not pad.
   *
   * @param forward what makes its values of stimuli
   */
  static Optional<FirstConvolution> of(
      List<Stage> stages, DeviceWeights weights, Operation forward) {
    Stage first = stages.getFirst();
    return first.layer() instanceof Layer.Convolution convolution
            && first.before().planes() == 1
            && convolution.padding() == 0
        ? Optional.of(
            new FirstConvolution(
                forward,
                weights.array(convolution.name() + ".weight"),
                first,
                convolution.kernel()))
        : Optional.empty();
  }

  /** Its values of stimuli, n x O x H x W. */
  PtNDArray values(NDArray stimuli) {
    return forward.apply((PtNDArray) stimuli, false);
  }

  /**
   * Gradient with respect to the stimuli.
   *
   * @param gradient with respect to its values, n x O x H x W; channels last is fastest
   * @return n x 1 x H x W
   */
  NDArray adjoint(NDArray gradient) {
    long n = gradient.getShape().get(0);
    NDArray picture = gradient.getManager().zeros(new Shape(n, before.height(), before.width()));
    try (NDArray last = gradient.transpose(0, 2, 3, 1);
        NDArray rows = last.reshape(-1, after.planes());
        NDArray turned = rows.transpose();
        NDArray filters = weight.reshape(after.planes(), (long) kernel * kernel);
        NDArray taps = filters.transpose();
        NDArray products = taps.matMul(turned);
        NDArray planes =
            products.reshape((long) kernel * kernel, n, after.height(), after.width())) {
      for (int tap = 0; tap < kernel * kernel; tap++) {
        int top = tap / kernel;
        int left = tap % kernel;
        try (NDArray seen =
                picture.get(
                    ":, {}:{}, {}:{}", top, top + after.height(), left, left + after.width());
            NDArray plane = planes.get(tap)) {
          seen.addi(plane);
        }
      }
    }
    return picture.reshape(n, 1, before.height(), before.width());
  }
}
