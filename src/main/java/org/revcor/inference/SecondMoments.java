package org.revcor.inference;

import java.util.List;

/**
 * The second moments that a study needs.
 *
 * @param channels indices of the channels, ascending
 * @param ofStimuli whether the second moments of all stimuli are needed as well
 * @param mean means μ of the averaged values under their law
 * @param shuffles number of additional results with responses shuffled within each half-block
 */
public record SecondMoments(List<Integer> channels, boolean ofStimuli, double[] mean, int shuffles)
    implements HalfBlockSums {
  /** No second moments. */
  static final SecondMoments NONE = none(new double[0]);

  public SecondMoments {
    channels = List.copyOf(channels);
  }

  /**
   * Returns no second moments, to be used with {@link #withThoseOfStimuli}.
   *
   * @param mean means μ of the averaged values
   */
  public static SecondMoments none(double[] mean) {
    return new SecondMoments(List.of(), false, mean, 0);
  }

  /** Returns a copy that includes the second moments of all stimuli. */
  public SecondMoments withThoseOfStimuli() {
    return new SecondMoments(channels, true, mean, shuffles);
  }
}
