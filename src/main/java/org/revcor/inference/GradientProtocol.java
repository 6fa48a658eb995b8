package org.revcor.inference;

import org.revcor.stimulus.SteinKernel;

/**
 * The computation of a study's gradients: one backward pass, of one channel per trial.
 *
 * @param kernel Stein kernel that gradients are multiplied by
 * @param channelChoice selection of the channel of a trial
 * @param seed seed of the study, to draw channels
 */
public record GradientProtocol(SteinKernel kernel, ChannelChoice channelChoice, long seed) {

  /** The selection of the channel of a trial. */
  public enum ChannelChoice {
    /** Rotation: all channels have the same number of trials. */
    IN_TURN,
    /**
     * A random draw by the output probabilities p: channel c with probability {@code q = .8 u_c/Σu
     * + .2/C}. Here {@code u_c = p_c(1-p_c)}, divided by its mean in the batch. For the readout of
     * probabilities only.
     */
    SELECTED
  }
}
