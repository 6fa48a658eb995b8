package org.revcor.estimate;

import java.util.List;
import java.util.Optional;

/**
 * Sums over one half of a block. Its arrays are handed over: whoever makes it no longer writes to
 * them, and nobody else does.
 *
 * @param trials number of trials n of this half
 * @param stimuli Σx, d values
 * @param responses Σr, one a channel
 * @param squares Σr², one a channel
 * @param weighted Σr·x, channels x the values of a map, which may cover a {@link Patch} only;
 *     without rows if gradients alone are taken. Averages do not read the row of a channel that did
 *     not respond, Σr² = 0, which is zero, so that it may be empty
 * @param gradients there if gradients are taken
 * @param products second moments of the channels whose covariance is asked for, in the order of the
 *     channels; empty if none is
 * @param ofSquares there if an exact confidence sequence is wanted
 * @param stimulusProducts Σyyᵀ, y = x - μ, row after row of the upper triangle; empty unless maps
 *     are whitened
 */
public record HalfTally(
    int trials,
    double[] stimuli,
    double[] responses,
    double[] squares,
    double[][] weighted,
    Optional<GradientSums> gradients,
    Optional<SquareSums> ofSquares,
    List<TriggeredProducts> products,
    float[] stimulusProducts) {

  /** Without second moments. */
  public HalfTally(
      int trials,
      double[] stimuli,
      double[] responses,
      double[] squares,
      double[][] weighted,
      Optional<GradientSums> gradients) {
    this(
        trials,
        stimuli,
        responses,
        squares,
        weighted,
        gradients,
        Optional.empty(),
        List.of(),
        new float[0]);
  }

  /** First moments of the responses alone. */
  public HalfTally(
      int trials, double[] stimuli, double[] responses, double[] squares, double[][] weighted) {
    this(trials, stimuli, responses, squares, weighted, Optional.empty());
  }

  /** Whether a channel responded to any of the trials. */
  boolean responded(int channel) {
    return squares[channel] != 0;
  }

  /**
   * Σr·x of a channel, whether or not its row is there; not to be changed.
   *
   * @param values of a map
   */
  double[] row(int channel, int values) {
    return responded(channel) ? weighted[channel] : new double[values];
  }

  /** These sums, and those of squares. */
  public HalfTally with(Optional<SquareSums> sums) {
    return new HalfTally(
        trials, stimuli, responses, squares, weighted, gradients, sums, products, stimulusProducts);
  }

  /** These sums, and second moments. */
  public HalfTally with(List<TriggeredProducts> secondMoments, float[] ofStimuli) {
    return new HalfTally(
        trials,
        stimuli,
        responses,
        squares,
        weighted,
        gradients,
        ofSquares,
        secondMoments,
        ofStimuli);
  }
}
