package org.revcor.estimate.covariance;

import org.revcor.schema.Spelling;

/**
 * A direction in which the variance of triggered stimuli differs from that of all stimuli, or in
 * which gradients are larger than in others.
 *
 * @param kind whether the variance is larger or smaller, or gradients are larger
 * @param eigenvalue variance of triggered stimuli along the axis, in units of the law's variance;
 *     or share of the squared gradient
 * @param z cross-validated statistic, standard normal if the response is independent of the
 *     direction; positive for more variance, negative for less
 * @param fromA statistic of the direction of half A, tested on half B
 * @param fromB statistic of the direction of half B, tested on half A
 * @param p probability that any direction of either kind is as extreme when responses are shuffled
 *     among the trials; NaN without shuffles. For gradients that of z
 * @param direction d values of unit norm, of a gradient or for stimuli in units of their standard
 *     deviations; 0 for values that never change; its sign is arbitrary
 */
public record Axis(
    Kind kind,
    double eigenvalue,
    double z,
    double fromA,
    double fromB,
    double p,
    float[] direction) {

  /** Effect of an axis on a channel. */
  public enum Kind {
    /**
     * The channel responds to stimuli far from the mean: their variance is above that of all
     * stimuli.
     */
    EXCITATORY,
    /**
     * The channel responds to stimuli near the mean: their variance is below that of all stimuli.
     */
    SUPPRESSIVE,
    /** The gradient of the channel is larger along the axis than along other directions. */
    GRADIENT;

    /** Returns the name in results. */
    public String label() {
      return Spelling.word(this);
    }
  }
}
