package org.revcor.observer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.revcor.observer.network.DeviceWeights;
import org.revcor.observer.network.Weights;
import org.revcor.tensor.Tensor;

/** Adam (Kingma and Ba, 2015) with their constants, over the learned parameters of a network. */
final class Adam {
  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;
  private static final float EPSILON = 1e-8f;
  private static final float NO_CLIPPING = -1;

  private record Moments(PtNDArray parameter, PtNDArray mean, PtNDArray variance) {}

  /**
   * What it remembers, in PyTorch's order of values.
   *
   * @param steps steps made
   * @param means running means of the gradients, by the parameters' names
   * @param variances running means of their squares
   */
  record Memory(int steps, Weights means, Weights variances) {}

  private final DeviceWeights weights;
  private final SequencedMap<String, Moments> moments = new LinkedHashMap<>();
  private final double weightDecay;
  private int steps;

  /** The moments live as long as the weights, in their manager. */
  Adam(DeviceWeights weights, double weightDecay) {
    this.weights = weights;
    this.weightDecay = weightDecay;
    weights
        .learned()
        .forEach(
            (name, parameter) ->
                moments.put(
                    name,
                    new Moments(
                        parameter,
                        (PtNDArray) parameter.zerosLike(),
                        (PtNDArray) parameter.zerosLike())));
  }

  /** Changes the weights by the gradients that the last backward pass left, and clears these. */
  void step(double learningRate) {
    steps++;
    double corrected =
        learningRate * Math.sqrt(1 - Math.pow(BETA_2, steps)) / (1 - Math.pow(BETA_1, steps));
    for (Moments of : moments.values()) {
      try (NDArray gradient = of.parameter().getGradient()) {
        JniUtils.adamUpdate(
            of.parameter(),
            (PtNDArray) gradient,
            of.mean(),
            of.variance(),
            (float) learningRate,
            (float) corrected,
            (float) weightDecay,
            1,
            NO_CLIPPING,
            (float) BETA_1,
            (float) BETA_2,
            EPSILON,
            false);
        JniUtils.zeroGrad(of.parameter());
      }
    }
  }

  Memory memory() {
    SequencedMap<String, Tensor> means = new LinkedHashMap<>();
    SequencedMap<String, Tensor> variances = new LinkedHashMap<>();
    for (Map.Entry<String, Moments> entry : moments.entrySet()) {
      means.put(entry.getKey(), weights.tensor(entry.getKey(), entry.getValue().mean()));
      variances.put(entry.getKey(), weights.tensor(entry.getKey(), entry.getValue().variance()));
    }
    return new Memory(steps, new Weights(means), new Weights(variances));
  }

  /** Goes on from what another one remembered of the same parameters. */
  void restore(Memory memory) {
    steps = memory.steps();
    moments.replaceAll(
        (name, of) ->
            new Moments(
                of.parameter(),
                weights.arrayLike(name, memory.means().tensor(name)),
                weights.arrayLike(name, memory.variances().tensor(name))));
  }
}
