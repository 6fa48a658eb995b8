package org.revcor.observer;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.UnaryOperator;

/**
 * One backward pass to the stimuli, on the calling thread.
 *
 * <p>DJL's {@code GradientCollector}, of which only one may be at work in a process, is not used.
 */
public final class InputGradient {
  private InputGradient() {}

  /**
   * What an objective gives, and how it changes with each value of the stimuli.
   *
   * @param stimuli n x C x H x W; left as they are
   * @param forward runs the network, recording, from an array like {@code stimuli} to the values
   *     that {@code objective} takes
   * @throws EngineException if it gives no gradient
   */
  public static Observer.Gradient of(
      NDArray stimuli, UnaryOperator<NDArray> forward, Observer.Objective objective) {
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    PtNDArray shown = leaf((PtNDArray) stimuli);
    try {
      JniUtils.setGradMode(true);
      try (NDArray recorded = forward.apply(shown)) {
        NDArray terms = objective.of(recorded);
        try (PtNDArray sum = (PtNDArray) terms.sum();
            PtNDArray one = (PtNDArray) stimuli.getManager().ones(new Shape())) {
          JniUtils.backward(sum, one, false, false);
        }
        if (terms != recorded) {
          terms.close();
        }
        JniUtils.setGradMode(false);
        NDArray gradient = taken(shown);
        return new Observer.Gradient(JniUtils.detachGradient((PtNDArray) recorded), gradient);
      }
    } finally {
      JniUtils.setGradMode(before);
      shown.close();
    }
  }

  /**
   * A view of its own to take gradients to, since they add up in the array that they are taken to.
   */
  public static PtNDArray leaf(PtNDArray values) {
    PtNDArray leaf = JniUtils.permute(values, new long[] {0, 1, 2, 3});
    JniUtils.attachGradient(leaf, true);
    return leaf;
  }

  /**
   * What a backward pass has taken to a leaf.
   *
   * @throws EngineException if nothing
   */
  public static PtNDArray taken(PtNDArray leaf) {
    PtNDArray gradient = JniUtils.getGradient(leaf);
    if (gradient == null) {
      throw new EngineException("what is differentiated does not depend on the stimuli");
    }
    return gradient;
  }
}
