package org.revcor.estimate;

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
 *     without rows if gradients alone are taken
 * @param gradients there if gradients are taken
 */
public record HalfTally(
    int trials,
    double[] stimuli,
    double[] responses,
    double[] squares,
    double[][] weighted,
    Optional<GradientSums> gradients) {

  /** Without gradients. */
  public HalfTally(
      int trials, double[] stimuli, double[] responses, double[] squares, double[][] weighted) {
    this(trials, stimuli, responses, squares, weighted, Optional.empty());
  }
}
