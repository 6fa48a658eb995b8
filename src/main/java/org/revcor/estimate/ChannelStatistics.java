package org.revcor.estimate;

/**
 * How well a channel's map is known.
 *
 * @param count Σr; for labels the number of trials
 * @param nEff effective number of trials, (Σr)²/Σr²; for kernels, whose responses have no natural
 *     zero, all trials
 * @param r Pearson correlation over pixels of the maps of the two halves; NaN if either is blank
 * @param reliability Spearman-Brown, 2r/(1+r): the expected correlation with the map of another
 *     study of this length
 * @param snr power of the map's structure over pixels, Σ(a-ā)(b-b̄) over the halves, divided by
 *     that of its error, ΣSE²
 */
public record ChannelStatistics(
    double count, double nEff, double r, double reliability, double snr) {

  /**
   * @param a map of the first halves
   * @param b map of the second halves
   * @param errors standard errors of the map of both
   */
  static ChannelStatistics of(double count, double nEff, float[] a, float[] b, float[] errors) {
    double r = Reliability.correlation(a, b);
    double error = 0;
    for (float se : errors) {
      error += (double) se * se;
    }
    double snr = Reliability.sharedPower(a, b) / error;
    return new ChannelStatistics(count, nEff, r, Reliability.spearmanBrown(r), snr);
  }
}
