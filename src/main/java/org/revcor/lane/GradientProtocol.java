package org.revcor.lane;

import org.revcor.stimulus.SteinKernel;

/**
 * How gradients are taken: each trial gives that of a single channel.
 *
 * @param kernel Stein kernel that gradients are multiplied with
 * @param turn which channel a trial is given to
 * @param seed the study's, for channels that are drawn
 * @param alone whether averages are not taken as well
 */
public record GradientProtocol(SteinKernel kernel, Turn turn, long seed, boolean alone) {
  /** Which channel a trial is given to. */
  public enum Turn {
    /** One after the other, with the same probability. */
    IN_TURN,
    /**
     * Drawn after the answer p, channel c with probability {@code q = .8 u_c/Σu + .2/C}, where
     * {@code u_c = p_c(1-p_c)} over its mean in the batch. Of probabilities only.
     */
    SELECTED
  }
}
