package org.revcor.estimate;

import org.revcor.estimate.anytime.GammaExponentialMixture;

/**
 * Everything that is kept of one channel, and the maps that follow from it. Not thread-safe.
 *
 * <p>Blocks are added in their order, or the last bits differ. Standard errors come from blocks,
 * since soft responses are not independent events ({@link RatioMoments}).
 */
public sealed interface ChannelMoments
    permits AverageMoments, BoundedMoments, WhitenedMoments, CovarianceMoments, CombinedMoments {
  /**
   * Moments of a channel before its first block.
   *
   * @param patch what the map covers of a stimulus
   * @param variance variances σ² of the values of a stimulus under its law
   * @param workspace of channels that are added to one after the other
   */
  static ChannelMoments of(
      Estimator estimator, Estimand estimand, Patch patch, double[] variance, Workspace workspace) {
    return switch (estimator) {
      case AVERAGE -> new AverageMoments(estimand, patch, variance, workspace);
      case GRADIENT -> new CovarianceMoments(true, estimand, patch, variance, workspace);
      case COMBINED -> new CombinedMoments(estimand, patch, variance, workspace);
    };
  }

  /**
   * Moments of a channel whose products the lane has centred.
   *
   * @param patch what the map covers of a stimulus
   * @param variance variances σ² of the values of a stimulus under its law
   * @param workspace of channels that are added to one after the other
   */
  static ChannelMoments ofCentred(
      Estimand estimand, Patch patch, double[] variance, Workspace workspace) {
    return new CovarianceMoments(false, estimand, patch, variance, workspace);
  }

  /**
   * Moments of a channel of stimuli and responses within [0, 1], with an exact confidence sequence.
   *
   * @param mean means μ of the values of a stimulus under its law
   * @param variance variances σ² of the same
   * @param boundary of the sequence, at the level of a single value of a map
   * @param workspace of channels that are added to one after the other
   */
  static ChannelMoments bounded(
      Estimand estimand,
      Patch patch,
      double[] mean,
      double[] variance,
      GammaExponentialMixture boundary,
      Workspace workspace) {
    return new BoundedMoments(estimand, patch, mean, variance, boundary, workspace);
  }

  /** Moments of a channel whose maps are whitened. */
  static ChannelMoments whitened(Estimand estimand, Patch patch) {
    return new WhitenedMoments(estimand, patch);
  }

  /** Numbers that are kept of each value of a map. */
  static int numbersAValue(Estimator estimator) {
    return switch (estimator) {
      case AVERAGE, GRADIENT -> 5;
      case COMBINED -> 12;
    };
  }

  /** Numbers that are kept of a map of so many values, whatever it covers. */
  static int numbersAChannel(Estimator estimator, int values) {
    int sketch = NoiseSketch.stateSize(values);
    return estimator == Estimator.COMBINED ? 2 * sketch : sketch;
  }

  /** Numbers that an exact confidence sequence keeps of each value of a map. */
  static int numbersAValueOfASequence() {
    return 3;
  }

  /** Adds the rows of one channel of a block. */
  void add(Tally tally, int channel);

  /** Everything it holds, as {@link #restore} takes it; a copy. */
  double[] state();

  /**
   * Goes on from an earlier state.
   *
   * @param state of a channel with the same estimator, estimand, law and number of values
   */
  void restore(double[] state);

  /**
   * One view of the channel.
   *
   * @param stimuli mean stimuli of the same trials
   * @return the values of the patch; NaN where it is not defined
   */
  float[] view(MapView view, StimulusMeans stimuli);

  /** Whether it is certain, without a look at the values, that all views are NaN everywhere. */
  default boolean isBlank() {
    return false;
  }

  /** How well the map is known. */
  ChannelStatistics statistics(StimulusMeans stimuli);
}
