package org.revcor.stimulus;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.revcor.InvalidInputException;

/**
 * Principal components of the weights that images of one plane have on wavelets.
 *
 * @param vectors k x d: each component as pixels. Its pixel of largest magnitude, the first if
 *     there are several, is positive, since components have no sign of their own
 * @param filters k x d: what an image is multiplied with for its scores, see {@link #offsets}
 * @param offsets k: scores of the mean image, to be taken off
 * @param mean d: the mean weights as pixels
 * @param explained share of the variance of the weights that the components explain
 */
record WeightComponents(
    DMatrixRMaj vectors, DMatrixRMaj filters, double[] offsets, double[] mean, double explained) {
  /** Eigenvalues below this share of the largest are what rounding left of 0. */
  private static final double NOTHING = 1e-10;

  /**
   * Finds the components of most variance.
   *
   * @param covariance d x d of the pixels
   * @param mean d, of the pixels
   * @param k number of components
   * @throws InvalidInputException if the images differ in fewer ways
   */
  static WeightComponents of(GaborRidge ridge, DMatrixRMaj covariance, double[] mean, int k) {
    int d = mean.length;
    DMatrixRMaj half = new DMatrixRMaj(d, d);
    CommonOps_DDRM.mult(ridge.analysis(), covariance, half);
    DMatrixRMaj ofWeights = new DMatrixRMaj(d, d);
    CommonOps_DDRM.multTransB(half, ridge.analysis(), ofWeights);
    copyUpToLow(ofWeights);
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

  private static void copyUpToLow(DMatrixRMaj matrix) {
    for (int i = 0; i < matrix.getNumRows(); i++) {
      for (int j = 0; j < i; j++) {
        matrix.set(i, j, matrix.get(j, i));
      }
    }
  }

  private static void requireRank(Spectrum spectrum, int k) {
    double least = NOTHING * spectrum.values()[0];
    int rank = 0;
    while (rank < spectrum.values().length && spectrum.values()[rank] > least) {
      rank++;
    }
    if (k > rank) {
      throw new InvalidInputException(
          "components", "" + k, "at most %d, for these images have no more".formatted(rank));
    }
  }

  private static void fixSigns(DMatrixRMaj vectors, DMatrixRMaj filters) {
    for (int c = 0; c < vectors.getNumRows(); c++) {
      double largest = 0;
      for (int j = 0; j < vectors.getNumCols(); j++) {
        if (Math.abs(vectors.get(c, j)) > Math.abs(largest)) {
          largest = vectors.get(c, j);
        }
      }
      if (largest < 0) {
        negateRow(vectors, c);
        negateRow(filters, c);
      }
    }
  }

  private static void negateRow(DMatrixRMaj matrix, int row) {
    for (int j = 0; j < matrix.getNumCols(); j++) {
      matrix.set(row, j, -matrix.get(row, j));
    }
  }

  private static double explained(Spectrum spectrum, int k) {
    double kept = 0;
    for (int c = 0; c < k; c++) {
      kept += spectrum.values()[c];
    }
    return kept / spectrum.sum();
  }
}
