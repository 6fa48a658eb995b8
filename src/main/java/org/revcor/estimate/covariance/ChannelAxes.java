package org.revcor.estimate.covariance;

import java.util.List;
import java.util.Optional;

/** Result of a search for a channel's axes. */
public sealed interface ChannelAxes {
  /** Returns the significant axes. */
  default List<Axis> axes() {
    return List.of();
  }

  default double[] eigenvalues() {
    return new double[0];
  }

  /**
   * Axes of spike-triggered covariance, in units of the law's variance (1 for all stimuli).
   *
   * @param dimensions number d of values that change
   * @param blankAverage whether the triggered average may be due to chance; if so, axes and
   *     eigenvalues are of the whole space, otherwise of the orthogonal complement of the average
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
      double[] eigenvalues,
      List<Axis> axes,
      double restHigh,
      double restLow,
      double restHighP,
      double restLowP,
      boolean complete)
      implements ChannelAxes {}

  /**
   * Axes of gradients g.
   *
   * @param dimensions number d of values of a gradient
   * @param eigenvalues eigenvalues of {@code E[ggᵀ]}, descending, as shares of {@code E‖g‖²}
   * @param axes significant axes, in descending order
   * @param rest z of the next direction, which is not significant
   * @param averageShare estimate of {@code ‖E g‖² / E‖g‖²}: 1 for a linear unit, below 0 by chance
   * @param averageScore how far the average gradient is from 0, at most in standard errors
   * @param effective effective number of gradients, (Σ‖g‖²)²/Σ‖g‖⁴
   * @param complete whether the search ended because no direction was significant, not at the
   *     maximum number of axes
   */
  record Subspace(
      int dimensions,
      double[] eigenvalues,
      List<Axis> axes,
      double rest,
      double averageShare,
      double averageScore,
      double effective,
      boolean complete)
      implements ChannelAxes {
    private static final double MAX_ZERO_SHARE = 0.05;

    /**
     * Returns whether the average gradient, and so the first-order map, is zero within chance;
     * empty if it is neither significant nor limited to a share of {@value #MAX_ZERO_SHARE}.
     */
    public Optional<Boolean> isAverageZero() {
      if (averageScore >= AxisSearch.MIN_AVERAGE_SCORE) {
        return Optional.of(false);
      }
      return maxAverageShare() < MAX_ZERO_SHARE ? Optional.of(true) : Optional.empty();
    }

    /**
     * Returns the upper 97.5 % limit of {@code ‖E g‖² / E‖g‖²}. With h gradients in each half, a
     * share s has a score of mean hs and variance of at most 1 + 2hs. So the limit of hs is the
     * larger solution of {@code (hs - score)² = 4 (1 + 2hs)}.
     */
    private double maxAverageShare() {
      double score = Math.max(0, averageScore);
      return (score + 4 + 2 * Math.sqrt(5 + 2 * score)) / (effective / 2);
    }
  }

  /** No axes can be searched for. */
  record Undefined(String reason) implements ChannelAxes {}

  /**
   * A direction in which the variance of triggered stimuli differs from that of all stimuli, or in
   * which gradients are larger than in others.
   *
   * @param kind whether the variance is larger or smaller, or gradients are larger
   * @param eigenvalue variance of triggered stimuli along the axis, in units of the law's variance;
   *     or share of the squared gradient
   * @param z cross-validated statistic, standard normal if the response is independent of the
   *     direction; positive for more variance, negative for less
   * @param fromA statistic of the direction of half A, tested on half B
   * @param fromB statistic of the direction of half B, tested on half A
   * @param p probability that any direction of either kind is as extreme when responses are
   *     shuffled among the trials; NaN without shuffles. For gradients that of z
   * @param direction d values of unit norm, of a gradient or for stimuli in units of their standard
   *     deviations; 0 for values that never change; its sign is arbitrary
   */
  record Axis(
      Kind kind,
      double eigenvalue,
      double z,
      double fromA,
      double fromB,
      double p,
      float[] direction) {

    /** Effect of an axis on a channel. */
    public enum Kind {
      /**
       * The channel responds to stimuli far from the mean: their variance is above that of all
       * stimuli.
       */
      EXCITATORY,
      /**
       * The channel responds to stimuli near the mean: their variance is below that of all stimuli.
       */
      SUPPRESSIVE,
      /** The gradient of the channel is larger along the axis than along other directions. */
      GRADIENT
    }
  }
}
