package org.revcor.estimate;

import java.util.Arrays;
import org.revcor.estimate.StimulusSums.StimulusMeans;

/**
 * Accumulated sums of one channel and the maps that follow from them. Not thread-safe.
 *
 * <p>Blocks must be added in order; otherwise the last bits differ. Standard errors come from
 * blocks, since soft responses are not independent events ({@link RatioMoments}).
 */
public interface ChannelMoments {
  /**
   * Creates the moments of a channel whose maps are averages of stimuli.
   *
   * @param patch values of a stimulus that the map covers
   * @param variance variances σ² of the values of a stimulus under its law
   * @param workspace shared by channels that are updated one after the other
   */
  static ChannelMoments averages(
      Estimand estimand, Patch patch, double[] variance, Workspace workspace) {
    return new AverageMoments(estimand, patch, variance, workspace);
  }

  /**
   * Creates the moments of a channel whose maps are averages of gradients, as {@link #averages}.
   *
   * @param mean means μ of the values of a stimulus under its law
   */
  static ChannelMoments gradients(
      Estimand estimand, Patch patch, double[] mean, double[] variance, Workspace workspace) {
    return new GradientMoments(estimand, patch, mean, variance, workspace);
  }

  /** Creates the moments of a channel whose maps are whitened. */
  static ChannelMoments whitened(Estimand estimand, Patch patch) {
    return new WhitenedMoments(estimand, patch);
  }

  /** Returns about how many doubles a whitened map stores. */
  static long doublesWhitened(int values) {
    return WhitenedMoments.doubles(values);
  }

  /** Returns about how many doubles a map with errors from blocks stores. */
  static long doublesWithBlockErrors(int values) {
    return 5L * values + NoiseSketch.stateSize(values);
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
