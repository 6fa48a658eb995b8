package org.revcor.lane;

import java.util.List;

/**
 * Second moments that a study wants.
 *
 * @param channels indices of the channels, ascending
 * @param mean means μ of the values of what is averaged, under their law
 * @param shuffles how many times more, with the responses shuffled within each half-block
 */
public record SecondMoments(List<Integer> channels, double[] mean, int shuffles) {
  /** None at all. */
  static final SecondMoments NONE = new SecondMoments(List.of(), new double[0], 0);

  public SecondMoments {
    channels = List.copyOf(channels);
  }
}
