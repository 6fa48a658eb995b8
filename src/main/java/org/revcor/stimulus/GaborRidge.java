package org.revcor.stimulus;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Ridge regression of images on wavelets with an intercept. Images and wavelets are centred over
 * the pixels. The weights are {@code w = M x} with {@code M = (B Bᵀ + αI)⁻¹ B} and the centred
 * wavelets as rows of B.
 *
 * <p>There are more wavelets than pixels, so weights are represented in an orthonormal basis of the
 * range of M. With {@code BᵀB = VᵀΛV}, {@code M = P Λ^½(Λ+α)⁻¹ V} and {@code P = B Vᵀ Λ^-½} has
 * orthonormal columns. The weights {@code Pᵀw} have the same distances, variances and components as
 * w.
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
