package org.revcor.estimate.covariance;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;

/**
 * Result of a channel's spike-triggered covariance, in units of the law's variance (1 for all
 * stimuli).
 */
public sealed interface SpikeTriggeredCovariance {

  /**
   * Result of a search for axes.
   *
   * @param dimensions number d of values that change
   * @param blankAverage whether the triggered average may be due to chance; if so, axes and
   *     eigenvalues are of the whole space, otherwise of the orthogonal complement of the average
   * @param edge approximate limits of eigenvalues under the null hypothesis; not used to select
   *     axes
   * @param eigenvalues eigenvalues of the covariance, d or d - 1, descending
   * @param axes significant axes in the order of the search
   * @param restHigh z of the next direction of more variance, which is not significant
   * @param restLow z of the next direction of less variance
   * @param restHighP probability of restHigh by shuffles; NaN without shuffles
   * @param restLowP probability of restLow by shuffles; NaN without shuffles
   * @param complete whether the search ended because no direction was significant, not at the
   *     maximum number of axes
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

    /** Returns the number of eigenvalues above the upper limit. */
    public int above() {
      return count(value -> value > edge.high());
    }

    /** Returns the number of eigenvalues below the lower limit. */
    public int below() {
      return count(value -> value < edge.low());
    }

    private int count(DoublePredicate outside) {
      return (int) Arrays.stream(eigenvalues).filter(outside).count();
    }
  }

  /**
   * The covariance is undefined.
   *
   * @param reason reason, for display
   */
  record Undefined(String reason) implements SpikeTriggeredCovariance {}
}
