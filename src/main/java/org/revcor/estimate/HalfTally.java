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
 * @param weighted Σr·x, channels x map values, possibly of a {@link Patch}; without rows if
 *     gradients are used. The row of a channel without responses (Σr² = 0) is zero; averages do not
 *     read it, so it may be empty. With a regression Σyu of centred responses y and scores u
 * @param gradients present if gradients are used
 * @param products second moments of the channels whose covariance is requested, in channel order
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
        trials, stimuli, responses, squaredResponses, weighted, gradients, List.of(), new float[0]);
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

  /**
   * Returns a copy with the products of scores.
   *
   * @param sums Σyu per channel
   * @param ofScores Σuuᵀ, upper triangle row by row
   */
  public HalfTally withScores(double[][] sums, float[] ofScores) {
    return with(sums, products, ofScores);
  }

  /** Returns a copy with second moments. */
  public HalfTally withProducts(List<TriggeredProducts> secondMoments, float[] ofStimuli) {
    return with(weighted, secondMoments, ofStimuli);
  }

  private HalfTally with(double[][] rows, List<TriggeredProducts> secondMoments, float[] common) {
    return new HalfTally(
        trials, stimuli, responses, squaredResponses, rows, gradients, secondMoments, common);
  }

  /**
   * Sums of {@code g = τ(x) ∇f_c(x) / q} over the trials assigned to channel c, which is drawn with
   * probability q. {@code Σg} divided by {@code trials} estimates {@code Cov(x, f_c)}. Callers must
   * not change the arrays afterwards.
   *
   * @param weighted Σg, channels x map values
   * @param norms Σ‖g‖² per channel
   * @param fourths Σ‖g‖⁴ per channel
   * @param trials number of trials that the sum of each channel represents: n if channels are
   *     drawn; C times the trials assigned to the channel if C channels take turns, n except for a
   *     remainder
   */
  public record GradientSums(
      double[][] weighted, double[] norms, double[] fourths, double[] trials) {}

  /**
   * Second moments of the stimuli of half a block that triggered one channel; μ is the mean of a
   * value under its law.
   *
   * @param sums Σr(x-μ); empty without a response
   * @param upper Σr(x-μ)(x-μ)ᵀ, upper triangle row by row; empty without a response. With gradients
   *     the sums of {@link org.revcor.estimate.covariance.GradientSketch} instead
   * @param shuffled for each shuffle of the responses among the trials, {@code sums} followed by
   *     {@code upper}; empty without a response
   * @param signed whether a response was below 0; then the sums are empty
   */
  public record TriggeredProducts(float[] sums, float[] upper, float[][] shuffled, boolean signed) {
    /** Products of a channel without responses. */
    public static final TriggeredProducts NONE =
        new TriggeredProducts(new float[0], new float[0], new float[0][], false);

    /** Products of a channel with a response below 0. */
    public static final TriggeredProducts SIGNED =
        new TriggeredProducts(new float[0], new float[0], new float[0][], true);
  }
}
