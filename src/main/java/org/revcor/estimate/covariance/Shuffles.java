package org.revcor.estimate.covariance;

import java.util.ArrayList;
import java.util.List;
import org.revcor.estimate.Vectors;

/**
 * Covariances of a channel with its responses shuffled among the trials: the null distribution for
 * these stimuli and responses, under any law and with any weights (Rust et al. 2005).
 *
 * @param all the shuffles
 */
record Shuffles(List<Shuffle> all) {

  /**
   * One shuffle.
   *
   * @param covariance second moments in units of the law's variance
   * @param average direction of the triggered average
   */
  record Shuffle(Symmetric covariance, double[] average) {}

  /**
   * Probabilities of directions as extreme under the null hypothesis; NaN without shuffles.
   *
   * @param high probability for the direction of largest variance
   * @param low probability for the direction of smallest variance
   */
  record Chances(double high, double low) {}

  /**
   * Compares the extreme directions of a covariance with those of all shuffles. Each shuffle is
   * projected orthogonally to its own average and the known axes. Each kind of direction has half
   * the level.
   *
   * @param observed the covariance
   * @param known orthonormal directions: the average, then the axes
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
      others.add(Vectors.orthogonalPart(shuffle.average(), others));
      ExtremeDirections shuffled = ExtremeDirections.of(shuffle.covariance(), others);
      above += shuffled.largestValue() >= extremes.largestValue() ? 1 : 0;
      below += shuffled.smallestValue() <= extremes.smallestValue() ? 1 : 0;
    }
    double count = all.size() + 1.0;
    return new Chances(Math.min(1, 2 * above / count), Math.min(1, 2 * below / count));
  }
}
