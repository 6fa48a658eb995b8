package org.revcor.lane;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How the answers of an observer of half width differ from those of the same observer in float32.
 *
 * @param trials stimuli that were shown to both
 * @param changedLabels trials whose label differs; empty if the readout is not of classes
 * @param sums responses in float32, a sum a channel
 * @param squares sum of their squares, over all channels
 * @param squaredDifferences sum of the squares of the differences of responses, over all channels
 */
public record RoundedOutputs(
    long trials,
    OptionalLong changedLabels,
    double[] sums,
    double squares,
    double squaredDifferences) {

  /** These and those of other trials. */
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

  /** Share of trials whose label differs. */
  public OptionalDouble shareOfChangedLabels() {
    return changedLabels.isPresent()
        ? OptionalDouble.of((double) changedLabels.getAsLong() / trials)
        : OptionalDouble.empty();
  }

  /**
   * Root mean square of the differences of responses, in units of the standard deviation of the
   * responses; NaN if they do not vary.
   */
  public double relativeDifference() {
    double scatter = squares;
    for (double sum : sums) {
      scatter -= sum * sum / trials;
    }
    return scatter > 0 ? Math.sqrt(squaredDifferences / scatter) : Double.NaN;
  }
}
