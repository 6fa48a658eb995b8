package org.revcor.study;

/** Indices of the parts of a checkpoint. */
final class CheckpointParts {
  /** State of the {@link org.revcor.estimate.StimulusSums}. */
  static final int STIMULI = 0;

  /** State of the {@link org.revcor.estimate.StimulusProducts}; empty if maps are not whitened. */
  static final int PRODUCTS = 1;

  private static final int FIRST_CHANNEL_PART = 2;

  private CheckpointParts() {}

  /** Returns the number of parts of a study with so many channels. */
  static int of(int channels) {
    return FIRST_CHANNEL_PART + 2 * channels;
  }

  /** State of a channel's {@link org.revcor.estimate.ChannelMoments}. */
  static int moments(int channel) {
    return FIRST_CHANNEL_PART + 2 * channel;
  }

  /**
   * State of a channel's {@link org.revcor.estimate.covariance.TriggeredMoments}; empty if its
   * covariance is not requested.
   */
  static int covariance(int channel) {
    return FIRST_CHANNEL_PART + 2 * channel + 1;
  }
}
