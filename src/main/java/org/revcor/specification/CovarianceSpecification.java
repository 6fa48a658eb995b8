package org.revcor.specification;

import java.util.List;

/**
 * A wish for the axes of spike-triggered covariance.
 *
 * @param channels names of the channels; empty for all
 * @param level probability that axes are found where there are none
 * @param permutations how often responses are shuffled to see what chance makes of them; 0 for not
 */
public record CovarianceSpecification(List<String> channels, double level, int permutations) {
  /** Level where a study names none. */
  static final double DEFAULT_LEVEL = 0.01;

  public CovarianceSpecification {
    channels = List.copyOf(channels);
  }
}
