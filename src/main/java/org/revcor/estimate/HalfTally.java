package org.revcor.estimate;

import java.util.List;
import java.util.Optional;

/**
 * Sums over one half of a block. Callers must not change the arrays afterwards.
 *
 * @param trials number of trials n of this half
 * @param stimuli Σx, d values; empty with a regression
 * @param responses Σr per channel
 * @param squaredResponses Σr² per channel
 * @param weighted Σr·x, channels x map values, possibly of a {@link Patch}; without rows if only
 *     gradients are used. The row of a channel without responses (Σr² = 0) is zero; averages do not
 *     read it, so it may be empty. With a regression Σyu of centred responses y and scores u
 * @param gradients present if gradients are used
 * @param products second moments of the channels whose covariance is requested, in channel order
 * @param squareSums present if an exact confidence sequence is requested
 * @param stimulusProducts Σyyᵀ, y = x - μ, upper triangle row by row; empty unless maps are
 *     whitened. With a regression Σuuᵀ
 */
public record HalfTally(
    int trials,
    double[] stimuli,
    double[] responses,
    double[] squaredResponses,
    double[][] weighted,
    Optional<GradientSums> gradients,
    Optional<SquareSums> squareSums,
    List<TriggeredProducts> products,
    float[] stimulusProducts) {

  /** Creates a tally without second moments. */
  public HalfTally(
      int trials,
      double[] stimuli,
      double[] responses,
      double[] squaredResponses,
      double[][] weighted,
      Optional<GradientSums> gradients) {
    this(
        trials,
        stimuli,
        responses,
        squaredResponses,
        weighted,
        gradients,
        Optional.empty(),
        List.of(),
        new float[0]);
  }

  /** Returns whether a channel responded in any trial. */
  boolean responded(int channel) {
    return squaredResponses[channel] != 0;
  }

  /**
   * Returns Σr·x of a channel, zeros if its row is absent; callers must not change it.
   *
   * @param values number of map values
   */
  double[] row(int channel, int values) {
    return responded(channel) ? weighted[channel] : new double[values];
  }

  /** Returns a copy with sums of squares. */
  public HalfTally withSquares(Optional<SquareSums> sums) {
    return with(weighted, sums, products, stimulusProducts);
  }

  /**
   * Returns a copy with the products of scores.
   *
   * @param sums Σyu per channel
   * @param ofScores Σuuᵀ, upper triangle row by row
   */
  public HalfTally withScores(double[][] sums, float[] ofScores) {
    return with(sums, squareSums, products, ofScores);
  }

  /** Returns a copy with second moments. */
  public HalfTally withProducts(List<TriggeredProducts> secondMoments, float[] ofStimuli) {
    return with(weighted, squareSums, secondMoments, ofStimuli);
  }

  private HalfTally with(
      double[][] rows,
      Optional<SquareSums> squares,
      List<TriggeredProducts> secondMoments,
      float[] common) {
    return new HalfTally(
        trials,
        stimuli,
        responses,
        squaredResponses,
        rows,
        gradients,
        squares,
        secondMoments,
        common);
  }
}
