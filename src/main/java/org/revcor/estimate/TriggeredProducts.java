package org.revcor.estimate;

/**
 * Second moments of the stimuli of half a block that triggered one channel, with μ the means of the
 * values under their law.
 *
 * @param sums Σr(x-μ); empty without a response
 * @param upper Σr(x-μ)(x-μ)ᵀ, the rows of its upper triangle one after the other; empty without a
 *     response
 * @param shuffled for each shuffle of the responses among the trials what {@code sums} and, after
 *     them, {@code upper} would be; empty without a response
 * @param signed whether a response was below 0; then there are no sums
 */
public record TriggeredProducts(float[] sums, float[] upper, float[][] shuffled, boolean signed) {
  /** Those of a channel that did not respond. */
  public static final TriggeredProducts NONE =
      new TriggeredProducts(new float[0], new float[0], new float[0][], false);

  /** Those of a channel of which a response was below 0. */
  public static final TriggeredProducts SIGNED =
      new TriggeredProducts(new float[0], new float[0], new float[0][], true);
}
