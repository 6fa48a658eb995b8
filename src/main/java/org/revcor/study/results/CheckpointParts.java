package org.revcor.study.results;

/** Indices of the parts of a checkpoint. */
public final class CheckpointParts {
  /** State of the {@link org.revcor.estimate.StimulusSums}. */
  public static final int STIMULI = 0;

  /** State of the {@link org.revcor.estimate.CommonProducts}; empty if maps need none. */
  public static final int PRODUCTS = 1;

  private static final int FIRST_CHANNEL_PART = 2;

  private CheckpointParts() {}

  /** Returns the number of parts of a study with so many channels. */
  public static int of(int channels) {
    return FIRST_CHANNEL_PART + 2 * channels;
  }

  /** Returns the index of the state of a channel's {@link org.revcor.estimate.ChannelMoments}. */
  public static int moments(int channel) {
    return FIRST_CHANNEL_PART + 2 * channel;
  }

  /**
   * Returns the index of the state of a channel's {@link
   * org.revcor.estimate.covariance.AxisMoments}; empty if its axes are not requested.
   */
  public static int covariance(int channel) {
    return FIRST_CHANNEL_PART + 2 * channel + 1;
  }
}
