package org.revcor.estimate;

import java.util.Arrays;
import org.revcor.estimate.StimulusSums.StimulusMeans;

/**
 * Accumulated sums of one channel and the maps that follow from them. Not thread-safe.
 *
 * <p>Blocks must be added in order; otherwise the last bits differ. Standard errors come from
 * blocks, since soft responses are not independent events ({@link RatioMoments}).
 */
public sealed interface ChannelMoments
    permits AverageMoments, WhitenedMoments, GradientMoments, RegressionMoments {
  /**
   * Creates the moments of a channel.
   *
   * @param patch values of a stimulus that the map covers
   * @param variance variances σ² of the values of a stimulus under its law
   * @param workspace shared by channels that are updated one after the other
   */
  static ChannelMoments of(
      Estimator estimator, Estimand estimand, Patch patch, double[] variance, Workspace workspace) {
    return switch (estimator) {
      case AVERAGE -> new AverageMoments(estimand, patch, variance, workspace);
      case GRADIENT -> new GradientMoments(estimand, patch, variance, workspace);
      case REGRESSION -> throw new IllegalArgumentException("a regression needs a basis");
    };
  }

  /** Creates the moments of a channel whose maps are whitened. */
  static ChannelMoments whitened(Estimand estimand, Patch patch) {
    return new WhitenedMoments(estimand, patch);
  }

  /** Returns the number of doubles stored for each value of a map, or for each score. */
  static int doublesPerValue(Estimator estimator) {
    return switch (estimator) {
      case AVERAGE, GRADIENT -> 5;
      case REGRESSION -> RegressionMoments.DOUBLES_PER_SCORE;
    };
  }

  /** Returns the number of further doubles stored for a map of {@code values} values. */
  static int doublesPerChannel(Estimator estimator, int values) {
    int sketch = NoiseSketch.stateSize(values);
    return switch (estimator) {
      case AVERAGE, GRADIENT -> sketch;
      case REGRESSION -> RegressionMoments.DOUBLES_PER_CHANNEL;
    };
  }

  /** Adds the rows of one channel of a block. */
  void add(Tally tally, int channel);

  /** Returns a copy of the state for {@link #restore}. */
  double[] state();

  /**
   * Restores an earlier state.
   *
   * @param state state of a channel with the same estimator, estimand, law and number of values
   */
  void restore(double[] state);

  /**
   * Returns one view of the channel.
   *
   * @param stimuli mean stimuli of the same trials
   * @return the values of the patch; NaN where the view is not defined
   */
  float[] view(MapView view, StimulusMeans stimuli);

  /** Returns the covariance of values and responses, from their products. */
  static double[] covariance(double[] weighted, double responses, long trials, double[] mean) {
    double[] covariance = new double[weighted.length];
    Arrays.setAll(covariance, i -> (weighted[i] - responses * mean[i]) / trials);
    return covariance;
  }

  /**
   * Divides a map by its standard errors; NaN where they are not above 0.
   *
   * @param map overwritten
   */
  static float[] z(float[] map, float[] errors) {
    for (int i = 0; i < map.length; i++) {
      map[i] = errors[i] > 0 ? map[i] / errors[i] : Float.NaN;
    }
    return map;
  }

  /** Returns true only if all views are known to be NaN everywhere, without computing them. */
  default boolean isBlank() {
    return false;
  }

  /** Returns the precision and reliability of the map. */
  ChannelStatistics statistics(StimulusMeans stimuli);
}
