package org.revcor.estimate;

import java.util.Optional;

/**
 * How well a channel's map is known.
 *
 * @param count Σr; for labels the number of trials
 * @param nEff effective number of trials, (Σr)²/Σr²; for kernels, whose responses have no natural
 *     zero, all trials
 * @param r Pearson correlation over pixels of the maps of the two halves; NaN if either is blank
 * @param signal the map's power against that of its noise
 * @param largestError largest standard error of the map; NaN while it is not defined
 * @param blocks effective number of blocks that standard errors come from, (Σw)²/Σw²; 0 for
 *     gradients, whose sums may hang on a few stimuli, so that no interval is built on their errors
 * @param bernstein exact width of the map; empty unless it is asked for, and while there is no
 *     response
 */
public record ChannelStatistics(
    double count,
    double nEff,
    double r,
    SignalToNoise signal,
    double largestError,
    double blocks,
    Optional<BernsteinWidth> bernstein) {

  /** Those of a channel that has not responded: most classes of a network of a thousand do not. */
  static final ChannelStatistics NONE =
      new ChannelStatistics(0, 0, Double.NaN, SignalToNoise.UNKNOWN, Double.NaN, 0);

  /** Without an exact width. */
  public ChannelStatistics(
      double count,
      double nEff,
      double r,
      SignalToNoise signal,
      double largestError,
      double blocks) {
    this(count, nEff, r, signal, largestError, blocks, Optional.empty());
  }

  /**
   * @param a map of the first halves
   * @param b map of the second halves
   * @param errors standard errors of the map of both
   */
  static ChannelStatistics of(
      double count,
      double nEff,
      float[] a,
      float[] b,
      SignalToNoise signal,
      float[] errors,
      double blocks) {
    float largest = 0;
    for (float se : errors) {
      largest = Math.max(largest, se);
    }
    return new ChannelStatistics(
        count, nEff, Reliability.correlation(a, b), signal, largest, blocks);
  }

  /** These, and an exact width. */
  ChannelStatistics withWidth(BernsteinWidth width) {
    return new ChannelStatistics(count, nEff, r, signal, largestError, blocks, Optional.of(width));
  }

  /** See {@link SignalToNoise#reliability}. */
  public double reliability() {
    return signal.reliability();
  }

  /** See {@link SignalToNoise#assured}. */
  public double assured() {
    return signal.assured();
  }
}
