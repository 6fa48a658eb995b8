package org.revcor.estimate;

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
