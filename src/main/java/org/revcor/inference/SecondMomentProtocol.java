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
public record SecondMomentProtocol(
    List<Integer> channels, boolean ofStimuli, double[] mean, int shuffles)
    implements HalfBlockProtocol {
  /** No second moments. */
  static final SecondMomentProtocol NONE = none(new double[0]);

  public SecondMomentProtocol {
    channels = List.copyOf(channels);
  }

  /**
   * Returns no second moments, to be used with {@link #withThoseOfStimuli}.
   *
   * @param mean means μ of the averaged values
   */
  public static SecondMomentProtocol none(double[] mean) {
    return new SecondMomentProtocol(List.of(), false, mean, 0);
  }

  /** Returns a copy that includes the second moments of all stimuli. */
  public SecondMomentProtocol withThoseOfStimuli() {
    return new SecondMomentProtocol(channels, true, mean, shuffles);
  }
}
