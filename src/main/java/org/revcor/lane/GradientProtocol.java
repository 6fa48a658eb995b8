package org.revcor.lane;

import org.revcor.stimulus.SteinKernel;

/** How gradients, or what stands for them, are taken. */
public sealed interface GradientProtocol {
  /** Whether averages are not taken as well. */
  boolean alone();

  /**
   * By a backward pass: each trial gives the gradient of a single channel.
   *
   * @param kernel Stein kernel that gradients are multiplied with
   * @param turn which channel a trial is given to
   * @param seed the study's, for channels that are drawn
   */
  record Derivatives(SteinKernel.Smooth kernel, Turn turn, long seed, boolean alone)
      implements GradientProtocol {}

  /**
   * By forward passes: every value that maps cover is turned from 0 to 1, or back, in each trial,
   * which gives all channels their difference.
   *
   * @param step of the law, on 0 and 1
   */
  record Differences(SteinKernel.Step step, boolean alone) implements GradientProtocol {}

  /** Which channel a trial is given to. */
  enum Turn {
    /** One after the other, with the same probability. */
    IN_TURN,
    /**
     * Drawn after the answer p, channel c with probability {@code q = .8 u_c/Σu + .2/C}, where
     * {@code u_c = p_c(1-p_c)} over its mean in the batch. Of probabilities only.
     */
    SELECTED
  }
}
