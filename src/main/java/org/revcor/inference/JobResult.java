package org.revcor.inference;

import org.revcor.estimate.Tally;

/** The result of a {@link Job}. */
public sealed interface JobResult {
  /**
   * The sums of a block.
   *
   * @param stimuli the block, whose memory the sender may reuse
   */
  record Reduced(StimulusBlock stimuli, Tally tally) implements JobResult {}

  /**
   * The stimuli that an observer is shown.
   *
   * @param stimuli the block, whose memory the sender may reuse
   * @param images trials x C x H x W
   */
  record Rendered(StimulusBlock stimuli, float[] images) implements JobResult {}

  /**
   * The differences of the outputs for a block.
   *
   * @param stimuli the block, whose memory the sender may reuse
   */
  record Compared(StimulusBlock stimuli, RoundedOutputs outputs) implements JobResult {}

  /**
   * The class probabilities of images.
   *
   * @param probabilities n x classes
   */
  record Classified(float[][] probabilities) implements JobResult {}
}
