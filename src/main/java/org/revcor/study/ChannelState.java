package org.revcor.study;

/**
 * Everything that is kept of one channel.
 *
 * @param moments state of its {@link org.revcor.estimate.ChannelMoments}
 * @param covariance state of its {@link org.revcor.estimate.covariance.TriggeredMoments}; empty if
 *     its covariance is not asked for
 */
record ChannelState(double[] moments, double[] covariance) {}
