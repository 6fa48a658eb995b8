package org.revcor.inference;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The differences of an observer's outputs in half precision from those in float32.
 *
 * @param trials number of trials
 * @param changedLabels trials whose label differs; empty if the readout is not of classes
 * @param sums sum of the float32 responses of each channel
 * @param squares sum of their squares, over all channels
 * @param squaredDifferences sum of the squares of the differences of responses, over all channels
 */
public record RoundedOutputs(
    long trials,
    OptionalLong changedLabels,
    double[] sums,
    double squares,
    double squaredDifferences) {

  /** Returns the differences of these and other trials. */
  public RoundedOutputs plus(RoundedOutputs others) {
    double[] all = sums.clone();
    for (int channel = 0; channel < all.length; channel++) {
      all[channel] += others.sums[channel];
    }
    return new RoundedOutputs(
        trials + others.trials,
        changedLabels.isPresent() && others.changedLabels.isPresent()
            ? OptionalLong.of(changedLabels.getAsLong() + others.changedLabels.getAsLong())
            : OptionalLong.empty(),
        all,
        squares + others.squares,
        squaredDifferences + others.squaredDifferences);
  }

  /** Returns the fraction of trials whose label differs. */
  public OptionalDouble shareOfChangedLabels() {
    return changedLabels.isPresent()
        ? OptionalDouble.of((double) changedLabels.getAsLong() / trials)
        : OptionalDouble.empty();
  }

  /**
   * Returns the root mean square of the differences of responses, divided by the standard deviation
   * of the responses. It is NaN for constant responses.
   */
  public double relativeDifference() {
    double scatter = squares;
    for (double sum : sums) {
      scatter -= sum * sum / trials;
    }
    return scatter > 0 ? Math.sqrt(squaredDifferences / scatter) : Double.NaN;
  }
}
