package org.revcor.stimulus;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.revcor.InvalidInputException;

/**
 * Principal components of the wavelet weights of one plane of images.
 *
 * @param vectors k x d: each component as pixels. The sign of components is arbitrary: the (first)
 *     pixel of largest magnitude is positive
 * @param filters k x d: the product with an image, minus {@link #offsets}, gives its scores
 * @param offsets k: products of the filters with the mean image
 * @param mean d: mean weights as pixels
 * @param explained share of the variance of the weights that the components explain
 */
record WeightComponents(
    DMatrixRMaj vectors, DMatrixRMaj filters, double[] offsets, double[] mean, double explained) {
  /** Eigenvalues below this share of the largest count as 0. */
  private static final double RANK_TOLERANCE = 1e-10;

  /**
   * Finds the components of largest variance.
   *
   * @param covariance d x d of the pixels
   * @param mean d, mean of the pixels
   * @param k number of components
   * @throws InvalidInputException if the images have fewer than k components
   */
  static WeightComponents of(GaborRidge ridge, DMatrixRMaj covariance, double[] mean, int k) {
    int d = mean.length;
    DMatrixRMaj half = new DMatrixRMaj(d, d);
    CommonOps_DDRM.mult(ridge.analysis(), covariance, half);
    DMatrixRMaj ofWeights = new DMatrixRMaj(d, d);
    CommonOps_DDRM.multTransB(half, ridge.analysis(), ofWeights);
    CommonOps_DDRM.symmUpperToFull(ofWeights);
    Spectrum spectrum = Spectrum.of(ofWeights);
    requireRank(spectrum, k);

    DMatrixRMaj first = CommonOps_DDRM.extract(spectrum.vectors(), 0, k, 0, d);
    DMatrixRMaj vectors = new DMatrixRMaj(k, d);
    CommonOps_DDRM.mult(first, ridge.synthesis(), vectors);
    DMatrixRMaj filters = new DMatrixRMaj(k, d);
    CommonOps_DDRM.mult(first, ridge.analysis(), filters);
    fixSigns(vectors, filters);

    DMatrixRMaj pixels = DMatrixRMaj.wrap(d, 1, mean);
    DMatrixRMaj weights = new DMatrixRMaj(d, 1);
    CommonOps_DDRM.mult(ridge.analysis(), pixels, weights);
    DMatrixRMaj shown = new DMatrixRMaj(d, 1);
    CommonOps_DDRM.multTransA(ridge.synthesis(), weights, shown);
    DMatrixRMaj offsets = new DMatrixRMaj(k, 1);
    CommonOps_DDRM.mult(filters, pixels, offsets);
    return new WeightComponents(vectors, filters, offsets.data, shown.data, explained(spectrum, k));
  }

  private static void requireRank(Spectrum spectrum, int k) {
    double min = RANK_TOLERANCE * spectrum.values()[0];
    int rank = 0;
    while (rank < spectrum.values().length && spectrum.values()[rank] > min) {
      rank++;
    }
    if (k > rank) {
      throw new InvalidInputException(
          "components",
          "" + k,
          "at most %d, the number of components of these images".formatted(rank));
    }
  }

  /** Makes the largest value of each vector positive, and changes its filter likewise. */
  static void fixSigns(DMatrixRMaj vectors, DMatrixRMaj filters) {
    for (int c = 0; c < vectors.getNumRows(); c++) {
      double largest = 0;
      for (int j = 0; j < vectors.getNumCols(); j++) {
        if (Math.abs(vectors.get(c, j)) > Math.abs(largest)) {
          largest = vectors.get(c, j);
        }
      }
      if (largest < 0) {
        CommonOps_DDRM.scaleRow(-1, vectors, c);
        CommonOps_DDRM.scaleRow(-1, filters, c);
      }
    }
  }

  private static double explained(Spectrum spectrum, int k) {
    double explained = 0;
    for (int c = 0; c < k; c++) {
      explained += spectrum.values()[c];
    }
    return explained / spectrum.sum();
  }
}
