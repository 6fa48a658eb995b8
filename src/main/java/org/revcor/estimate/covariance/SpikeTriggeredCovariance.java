package org.revcor.estimate.covariance;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;

/**
 * What the second moments of a channel tell, in units of the law's variance: 1 is that of all
 * stimuli.
 */
public sealed interface SpikeTriggeredCovariance {

  /**
   * Axes were looked for.
   *
   * @param dimensions values d that change at all
   * @param blankAverage whether the triggered average may be chance alone; axes and eigenvalues are
   *     then of the whole space, and else of the complement of that average
   * @param edge where eigenvalues end by chance, roughly; a screen, on which no axis depends
   * @param eigenvalues of the covariance, d or d - 1, descending
   * @param axes those that are significant, in the order in which they were found
   * @param restHigh z of the next direction of more variance, which was no longer significant
   * @param restLow z of the next direction of less variance
   * @param restHighP its probability by shuffles; NaN without shuffles
   * @param restLowP likewise
   * @param complete whether the search ended for want of significance, and not at its limit
   */
  record Searched(
      int dimensions,
      boolean blankAverage,
      MarchenkoPastur edge,
      double[] eigenvalues,
      List<Axis> axes,
      double restHigh,
      double restLow,
      double restHighP,
      double restLowP,
      boolean complete)
      implements SpikeTriggeredCovariance {

    /** Number of eigenvalues above the edge. */
    public int above() {
      return count(value -> value > edge.high());
    }

    /** Number of eigenvalues below the edge. */
    public int below() {
      return count(value -> value < edge.low());
    }

    private int count(DoublePredicate outside) {
      return (int) Arrays.stream(eigenvalues).filter(outside).count();
    }
  }

  /**
   * There is none.
   *
   * @param reason why, for people
   */
  record Undefined(String reason) implements SpikeTriggeredCovariance {}
}
