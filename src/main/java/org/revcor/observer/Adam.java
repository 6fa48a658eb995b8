package org.revcor.observer;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Adam (Kingma and Ba, 2015) with their constants, over a fixed set of weights. */
final class Adam {
  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;
  private static final float EPSILON = 1e-8f;
  private static final float NO_CLIPPING = -1;

  private record Moments(PtNDArray weight, PtNDArray mean, PtNDArray variance) {}

  private final List<Moments> moments = new ArrayList<>();
  private final double learningRate;
  private int steps;

  /** The moments live as long as the weights, in their manager. */
  Adam(Collection<PtNDArray> weights, double learningRate) {
    this.learningRate = learningRate;
    for (PtNDArray weight : weights) {
      moments.add(
          new Moments(weight, (PtNDArray) weight.zerosLike(), (PtNDArray) weight.zerosLike()));
    }
  }

  /** Changes the weights by the gradients that the last backward pass left, and clears these. */
  void step() {
    steps++;
    double corrected =
        learningRate * Math.sqrt(1 - Math.pow(BETA_2, steps)) / (1 - Math.pow(BETA_1, steps));
    for (Moments of : moments) {
      try (NDArray gradient = of.weight().getGradient()) {
        JniUtils.adamUpdate(
            of.weight(),
            (PtNDArray) gradient,
            of.mean(),
            of.variance(),
            (float) learningRate,
            (float) corrected,
            0,
            1,
            NO_CLIPPING,
            (float) BETA_1,
            (float) BETA_2,
            EPSILON,
            false);
        JniUtils.zeroGrad(of.weight());
      }
    }
  }
}
