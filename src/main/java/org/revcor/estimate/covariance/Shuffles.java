package org.revcor.estimate.covariance;

import java.util.ArrayList;
import java.util.List;

/**
 * A channel's covariances with its responses shuffled among the trials: what chance makes of these
 * very stimuli and responses, under any law and with any weights (Rust et al. 2005).
 *
 * @param all one a shuffle
 */
record Shuffles(List<Shuffle> all) {

  /**
   * One shuffle.
   *
   * @param covariance in units of the law's variance
   * @param average the triggered average as a direction
   */
  record Shuffle(Symmetric covariance, double[] average) {}

  /**
   * How often chance is as extreme; NaN without shuffles.
   *
   * @param high as the direction of most variance
   * @param low as that of least variance
   */
  record Chances(double high, double low) {}

  /**
   * Compares the extreme directions of a covariance with those of all shuffles. The shuffles lose
   * their own average and the axes that are known; each kind is given half the level.
   *
   * @param observed the covariance
   * @param known its average first, then the axes, of unit norm and at right angles
   */
  Chances chances(Symmetric observed, List<double[]> known) {
    if (all.isEmpty() || known.size() >= observed.size()) {
      return new Chances(Double.NaN, Double.NaN);
    }
    ExtremeDirections extremes = ExtremeDirections.of(observed, known);
    int above = 1;
    int below = 1;
    for (Shuffle shuffle : all) {
      List<double[]> others = new ArrayList<>(known.subList(1, known.size()));
      others.add(Vectors.beside(shuffle.average(), others));
      ExtremeDirections byChance = ExtremeDirections.of(shuffle.covariance(), others);
      above += byChance.largestValue() >= extremes.largestValue() ? 1 : 0;
      below += byChance.smallestValue() <= extremes.smallestValue() ? 1 : 0;
    }
    double sets = all.size() + 1.0;
    return new Chances(Math.min(1, 2 * above / sets), Math.min(1, 2 * below / sets));
  }
}
