package org.revcor.lane;

import java.util.List;

/**
 * Second moments that a study wants.
 *
 * @param channels indices of the channels, ascending
 * @param ofStimuli whether those of all stimuli are wanted as well
 * @param mean means μ of the values of what is averaged, under their law
 * @param shuffles how many times more, with the responses shuffled within each half-block
 */
public record SecondMoments(List<Integer> channels, boolean ofStimuli, double[] mean, int shuffles)
    implements HalfBlockSums {
  /** None at all. */
  static final SecondMoments NONE = none(new double[0]);

  public SecondMoments {
    channels = List.copyOf(channels);
  }

  /**
   * None yet.
   *
   * @param mean means μ of the values of what is averaged
   */
  public static SecondMoments none(double[] mean) {
    return new SecondMoments(List.of(), false, mean, 0);
  }

  /** These, and those of all stimuli. */
  public SecondMoments withThoseOfStimuli() {
    return new SecondMoments(channels, true, mean, shuffles);
  }
}
