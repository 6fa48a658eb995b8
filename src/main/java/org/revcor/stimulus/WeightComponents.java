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
  /**
   * Finds the components of largest variance.
   *
   * @param covariance d x d of the pixels
   * @param mean d, mean of the pixels
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
    int rank = spectrum.rank();
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

  /**
   * Ridge regression of images on wavelets with an intercept. Images and wavelets are centred over
   * the pixels. The weights are {@code w = M x} with {@code M = (B Bᵀ + αI)⁻¹ B} and the centred
   * wavelets as rows of B.
   *
   * <p>There are more wavelets than pixels, so weights are represented in an orthonormal basis of
   * the range of M. With {@code BᵀB = VᵀΛV}, {@code M = P Λ^½(Λ+α)⁻¹ V} and {@code P = B Vᵀ Λ^-½}
   * has orthonormal columns. The weights {@code Pᵀw} have the same distances, variances and
   * components as w.
   *
   * @param analysis d x d, {@code PᵀM}: pixels to weights
   * @param synthesis d x d, {@code PᵀB}: its transpose maps weights to pixels
   */
  record GaborRidge(DMatrixRMaj analysis, DMatrixRMaj synthesis) {
    static GaborRidge of(GaborBank bank, double alpha) {
      Spectrum spectrum = Spectrum.of(gram(bank));
      int d = spectrum.values().length;
      DMatrixRMaj analysis = spectrum.vectors().copy();
      DMatrixRMaj synthesis = spectrum.vectors().copy();
      for (int i = 0; i < d; i++) {
        double value = spectrum.values()[i];
        CommonOps_DDRM.scaleRow(Math.sqrt(value) / (value + alpha), analysis, i);
        CommonOps_DDRM.scaleRow(Math.sqrt(value), synthesis, i);
      }
      return new GaborRidge(analysis, synthesis);
    }

    /** Returns {@code BᵀB}: products of pixels over centred wavelets. */
    private static DMatrixRMaj gram(GaborBank bank) {
      int d = bank.height() * bank.width();
      DMatrixRMaj wavelets = new DMatrixRMaj(bank.size(), d);
      int[] row = {0};
      bank.wavelets()
          .forEach(
              wavelet -> {
                double mean = 0;
                for (double value : wavelet) {
                  mean += value;
                }
                mean /= d;
                for (int j = 0; j < d; j++) {
                  wavelets.set(row[0], j, wavelet[j] - mean);
                }
                row[0]++;
              });
      DMatrixRMaj gram = new DMatrixRMaj(d, d);
      CommonOps_DDRM.multInner(wavelets, gram);
      return gram;
    }
  }
}
