package org.revcor.lane;

import org.revcor.estimate.Tally;

/** What a lane made of a {@link Job}. */
public sealed interface JobResult {
  /**
   * The sums of a block.
   *
   * @param stimuli what was shown, for the sender to use its memory again
   */
  record Reduced(StimulusBlock stimuli, Tally tally) implements JobResult {}

  /** How answers to a block differ. */
  record Compared(RoundedOutputs outputs) implements JobResult {}

  /**
   * The observer's view of images.
   *
   * @param probabilities n x classes
   */
  record Answered(float[][] probabilities) implements JobResult {}
}
