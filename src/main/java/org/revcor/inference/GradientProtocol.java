package org.revcor.inference;

import org.revcor.stimulus.SteinKernel;

/** The computation of a study's gradients or finite differences. */
public sealed interface GradientProtocol {
  /** Returns whether only gradients are summed, and no averages of the stimuli. */
  boolean gradientsOnly();

  /**
   * Gradients by a backward pass, of one channel per trial.
   *
   * @param kernel Stein kernel that gradients are multiplied by
   * @param channelChoice selection of the channel of a trial
   * @param seed seed of the study, to draw channels
   */
  record Derivatives(
      SteinKernel.Smooth kernel, ChannelChoice channelChoice, long seed, boolean gradientsOnly)
      implements GradientProtocol {}

  /**
   * Finite differences by forward passes, of all channels in each trial. Every covered value is
   * changed from 0 to 1, or from 1 to 0.
   *
   * @param step Stein kernel of a law on 0 and 1
   */
  record Differences(SteinKernel.Step step, boolean gradientsOnly) implements GradientProtocol {}

  /** The selection of the channel of a trial. */
  enum ChannelChoice {
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
