package org.revcor.estimate.covariance;

/**
 * A direction in which triggered stimuli vary otherwise than all stimuli do.
 *
 * @param kind whether they vary more or less
 * @param eigenvalue their variance along it, in units of the law's
 * @param z the cross-validated statistic, standard normal where the response ignores the direction;
 *     positive for more variance, negative for less
 * @param fromA that of the direction of half A alone, tried on half B
 * @param fromB the other way round
 * @param p probability that some direction of this kind, or of the other, is as extreme when
 *     responses are shuffled among the trials; NaN without shuffles
 * @param direction d values of unit norm, for stimuli in units of their standard deviations; 0
 *     where a stimulus never changes; its sign means nothing
 */
public record Axis(
    Kind kind,
    double eigenvalue,
    double z,
    double fromA,
    double fromB,
    double p,
    float[] direction) {

  /** What a channel does along an axis. */
  public enum Kind {
    /** It answers stimuli far from the mean: their variance is above that of all. */
    EXCITATORY("excitatory"),
    /** It answers stimuli near the mean: their variance is below that of all. */
    SUPPRESSIVE("suppressive");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** Name in results. */
    public String label() {
      return label;
    }
  }
}
