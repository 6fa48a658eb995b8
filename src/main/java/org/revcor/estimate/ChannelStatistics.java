package org.revcor.estimate;

import java.util.Optional;

/**
 * How well a channel's map is known.
 *
 * @param count Σr; for labels the number of trials
 * @param nEff effective number of trials, (Σr)²/Σr²; for kernels, whose responses have no natural
 *     zero, all trials
 * @param r how far the maps of the two halves agree: their Pearson correlation over pixels, or, for
 *     maps of fewer than {@link Reliability#FEW} values, their cosine; NaN if either is blank
 * @param reliability Spearman-Brown, 2r/(1+r): the expected correlation with the map of another
 *     study of this length
 * @param assured the reliability that is compared with a target: the same, or, for maps of fewer
 *     than {@link Reliability#FEW} values, its lower 95 % limit
 * @param snr power of the map's structure over pixels, Σ(a-ā)(b-b̄) over the halves, divided by
 *     that of its error, ΣSE²
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
    double reliability,
    double assured,
    double snr,
    double largestError,
    double blocks,
    Optional<BernsteinWidth> bernstein) {

  /** Those of a channel that has not responded: most classes of a network of a thousand do not. */
  static final ChannelStatistics NONE =
      new ChannelStatistics(0, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0);

  /** Without an exact width. */
  public ChannelStatistics(
      double count,
      double nEff,
      double r,
      double reliability,
      double assured,
      double snr,
      double largestError,
      double blocks) {
    this(count, nEff, r, reliability, assured, snr, largestError, blocks, Optional.empty());
  }

  /** These, and an exact width. */
  ChannelStatistics with(BernsteinWidth width) {
    return new ChannelStatistics(
        count, nEff, r, reliability, assured, snr, largestError, blocks, Optional.of(width));
  }

  /**
   * @param a map of the first halves
   * @param b map of the second halves
   * @param errors standard errors of the map of both
   */
  static ChannelStatistics of(
      double count, double nEff, float[] a, float[] b, float[] errors, double blocks) {
    double error = 0;
    double largest = 0;
    for (float se : errors) {
      error += (double) se * se;
      largest = Math.max(largest, se);
    }
    double snr = Reliability.sharedPower(a, b) / error;
    return new ChannelStatistics(
            count, nEff, Double.NaN, Double.NaN, Double.NaN, snr, largest, blocks)
        .comparing(a, b);
  }

  /** The same but for the agreement of the halves, which is that of two maps about zero. */
  ChannelStatistics comparing(float[] a, float[] b) {
    boolean few = a.length < Reliability.FEW;
    double agreement = few ? Reliability.cosine(a, b) : Reliability.correlation(a, b);
    double whole = Reliability.spearmanBrown(agreement);
    double limit = few ? Reliability.lowerLimit(a, b) : whole;
    return new ChannelStatistics(
        count, nEff, agreement, whole, limit, snr, largestError, blocks, bernstein);
  }
}
