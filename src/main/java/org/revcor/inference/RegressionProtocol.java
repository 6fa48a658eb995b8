package org.revcor.inference;

/**
 * Products of the scores of stimuli with themselves and with the responses.
 *
 * @param components number K of scores
 * @param filters K x d: products with the averaged values are the scores, except for a constant
 * @param paired whether an observation is half the difference of an antithetic pair; else scores
 *     and responses are centred within each half-block
 */
public record RegressionProtocol(int components, float[] filters, boolean paired)
    implements HalfBlockProtocol {
  @Override
  public double[] mean() {
    return new double[0];
  }
}
