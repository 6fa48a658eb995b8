package org.revcor.estimate.covariance;

import org.revcor.estimate.Vectors.UpperTriangle;

/**
 * Moments of triggered stimuli about the means μ of their law. The arrays are shared; callers must
 * not change them.
 *
 * @param responses Σr
 * @param effectiveTrials (Σr)²/Σr²
 * @param sums Σr(x-μ), d values
 * @param products Σr(x-μ)(x-μ)ᵀ, upper triangle row by row
 */
public record Ensemble(double responses, double effectiveTrials, double[] sums, double[] products) {

  /**
   * Returns {@code Σr yyᵀ / Σr} of the values y = (x-μ)/σ, without projection.
   *
   * @param variance variances σ² of the values
   * @return d x d, row by row; NaN without a response and for values that never change
   */
  public float[] covariance(double[] variance) {
    int d = sums.length;
    float[] covariance = new float[d * d];
    int at = 0;
    for (int i = 0; i < d; i++) {
      for (int j = i; j < d; j++) {
        double scale = responses * Math.sqrt(variance[i] * variance[j]);
        float moment = (float) (products[at++] / scale);
        covariance[i * d + j] = moment;
        covariance[j * d + i] = moment;
      }
    }
    return covariance;
  }

  /**
   * Returns {@code Σr y / Σr} of the values y = (x-μ)/σ.
   *
   * @param variance variances σ² of the values
   * @return d values; NaN without a response and for values that never change
   */
  public float[] average(double[] variance) {
    float[] average = new float[sums.length];
    for (int i = 0; i < average.length; i++) {
      average[i] = (float) (sums[i] / (responses * Math.sqrt(variance[i])));
    }
    return average;
  }

  /**
   * Returns {@code Σr yᵢyⱼ / Σr} of the values y = (x-μ)/σ.
   *
   * @param indices indices of the values to use, with deviations above 0
   * @param deviations σ of all values
   */
  Symmetric covariance(int[] indices, double[] deviations) {
    int d = sums.length;
    Symmetric matrix = new Symmetric(indices.length);
    for (int i = 0; i < indices.length; i++) {
      int row = indices[i];
      double scale = responses * deviations[row];
      for (int j = i; j < indices.length; j++) {
        matrix.set(
            i,
            j,
            products[UpperTriangle.place(d, row, indices[j])] / (scale * deviations[indices[j]]));
      }
    }
    return matrix;
  }
}
