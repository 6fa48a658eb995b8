package org.revcor.observer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.revcor.file.Safetensors.Tensor;
import org.revcor.observer.network.DeviceWeights;
import org.revcor.observer.network.Weights;

/** The Adam optimiser (Kingma and Ba, 2015) with its published constants. */
final class Adam {
  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;
  private static final float EPSILON = 1e-8f;
  private static final float NO_CLIPPING = -1;

  private record Moments(PtNDArray parameter, PtNDArray mean, PtNDArray variance) {}

  /**
   * The optimiser's state, in PyTorch's order of values.
   *
   * @param steps number of steps
   * @param means running means of the gradients, by parameter name
   * @param variances running means of the squared gradients, by parameter name
   */
  record State(int steps, Weights means, Weights variances) {}

  private final DeviceWeights weights;
  private final SequencedMap<String, Moments> moments = new LinkedHashMap<>();
  private final double weightDecay;
  private int steps;

  /** Creates moments of zero in the manager of the weights. */
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

  /** Updates the weights by the gradients of the last backward pass and clears the gradients. */
  void step(double learningRate) {
    steps++;
    double corrected =
        learningRate * Math.sqrt(1 - Math.pow(BETA_2, steps)) / (1 - Math.pow(BETA_1, steps));
    for (Moments each : moments.values()) {
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

  State state() {
    SequencedMap<String, Tensor> means = new LinkedHashMap<>();
    SequencedMap<String, Tensor> variances = new LinkedHashMap<>();
    for (Map.Entry<String, Moments> entry : moments.entrySet()) {
      means.put(entry.getKey(), weights.tensor(entry.getKey(), entry.getValue().mean()));
      variances.put(entry.getKey(), weights.tensor(entry.getKey(), entry.getValue().variance()));
    }
    return new State(steps, new Weights(means), new Weights(variances));
  }

  /** Restores the state of another optimiser of the same parameters. */
  void restore(State state) {
    steps = state.steps();
    moments.replaceAll(
        (name, old) ->
            new Moments(
                old.parameter(),
                weights.arrayLike(name, state.means().tensor(name)),
                weights.arrayLike(name, state.variances().tensor(name))));
  }
}
