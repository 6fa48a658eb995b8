package org.revcor.study;

/** Which part of a checkpoint holds what. */
final class CheckpointParts {
  /** State of the {@link org.revcor.estimate.StimulusSums}. */
  static final int STIMULI = 0;

  /** State of the {@link org.revcor.estimate.StimulusProducts}; empty if maps are not whitened. */
  static final int PRODUCTS = 1;

  private static final int BEFORE_THE_CHANNELS = 2;

  private CheckpointParts() {}

  /** How many parts a study of so many channels has. */
  static int of(int channels) {
    return BEFORE_THE_CHANNELS + 2 * channels;
  }

  /** State of a channel's {@link org.revcor.estimate.ChannelMoments}. */
  static int moments(int channel) {
    return BEFORE_THE_CHANNELS + 2 * channel;
  }

  /**
   * State of a channel's {@link org.revcor.estimate.covariance.TriggeredMoments}; empty if its
   * covariance is not asked for.
   */
  static int covariance(int channel) {
    return BEFORE_THE_CHANNELS + 2 * channel + 1;
  }
}
