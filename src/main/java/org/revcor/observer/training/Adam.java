package org.revcor.observer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import org.revcor.observer.network.DeviceWeights;

/** The Adam optimiser (Kingma and Ba, 2015) with its published constants. */
final class Adam {
  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;
  private static final float EPSILON = 1e-8f;
  private static final float NO_CLIPPING = -1;

  private record Moments(PtNDArray parameter, PtNDArray mean, PtNDArray variance) {}

  private final List<Moments> moments;
  private final double weightDecay;
  private int steps;

  Adam(DeviceWeights weights, double weightDecay) {
    this.weightDecay = weightDecay;
    moments =
        weights.learned().values().stream()
            .map(
                parameter ->
                    new Moments(
                        parameter,
                        (PtNDArray) parameter.zerosLike(),
                        (PtNDArray) parameter.zerosLike()))
            .toList();
  }

  /** Updates the weights by the gradients of the last backward pass and clears the gradients. */
  void step(double learningRate) {
    steps++;
    double corrected =
        learningRate * Math.sqrt(1 - Math.pow(BETA_2, steps)) / (1 - Math.pow(BETA_1, steps));
    for (Moments each : moments) {
      try (NDArray gradient = each.parameter().getGradient()) {
        JniUtils.adamUpdate(
            each.parameter(),
            (PtNDArray) gradient,
            each.mean(),
            each.variance(),
            (float) learningRate,
            (float) corrected,
            (float) weightDecay,
            1,
            NO_CLIPPING,
            (float) BETA_1,
            (float) BETA_2,
            EPSILON,
            false);
        JniUtils.zeroGrad(each.parameter());
      }
    }
  }
}
