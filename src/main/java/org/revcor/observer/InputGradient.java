package org.revcor.observer;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * Computes the gradient with respect to the stimuli, on the calling thread.
 *
 * <p>It does not use DJL's {@code GradientCollector}, since a process can use only one at a time.
 */
public final class InputGradient {
  private InputGradient() {}

  /**
   * Returns the values that an objective takes, and its gradient with respect to the stimuli.
   *
   * @param stimuli n x C x H x W; not modified
   * @param forward runs the network with gradient recording, from an array like {@code stimuli} to
   *     the values that {@code objective} takes
   * @throws EngineException if the engine computes no gradient
   */
  public static Observer.Gradient of(
      NDArray stimuli, UnaryOperator<NDArray> forward, Observer.Objective objective) {
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    PtNDArray input = leaf((PtNDArray) stimuli);
    try {
      JniUtils.setGradMode(true);
      try (NDArray recorded = forward.apply(input)) {
        NDArray terms = objective.of(recorded);
        try (PtNDArray sum = (PtNDArray) terms.sum();
            PtNDArray one = (PtNDArray) stimuli.getManager().ones(new Shape())) {
          JniUtils.backward(sum, one, false, false);
        }
        if (terms != recorded) {
          terms.close();
        }
        JniUtils.setGradMode(false);
        NDArray gradient = gradientOf(input);
        return new Observer.Gradient(JniUtils.detachGradient((PtNDArray) recorded), gradient);
      }
    } finally {
      JniUtils.setGradMode(before);
      input.close();
    }
  }

  /**
   * Returns a new view that requires a gradient. Gradients accumulate in an array, so each backward
   * pass needs a new one.
   */
  private static PtNDArray leaf(PtNDArray values) {
    PtNDArray leaf =
        JniUtils.permute(values, LongStream.range(0, values.getShape().dimension()).toArray());
    JniUtils.attachGradient(leaf, true);
    return leaf;
  }

  /** Returns the gradient of a leaf after a backward pass. */
  private static PtNDArray gradientOf(PtNDArray leaf) {
    PtNDArray gradient = JniUtils.getGradient(leaf);
    if (gradient == null) {
      throw new EngineException("the objective does not depend on the stimuli");
    }
    return gradient;
  }
}
