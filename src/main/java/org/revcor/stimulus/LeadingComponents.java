package org.revcor.stimulus;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;

/**
 * The largest eigenvalues of a covariance and their eigenvectors, by subspace iteration
 * (Rutishauser 1970). For a hundred of three thousand it takes a hundredth of the time of all
 * eigenvectors. It does not converge if many eigenvalues are nearly equal, as of images of noise;
 * then all eigenvectors are found.
 */
final class LeadingComponents {
  private static final int MAX_ITERATIONS = 300;

  /** Relative change of all eigenvalues at the end; errors of vectors are about its root. */
  private static final double TOLERANCE = 1e-13;

  /** Change of any eigenvalue, relative to the largest one, that rounding explains. */
  private static final double ROUNDING = 1e-15;

  private static final int MIN_EXTRA = 20;

  private LeadingComponents() {}

  /**
   * Finds the components of largest variance.
   *
   * @param covariance d x d, symmetric
   * @param k number of components, at most d
   * @param iterations called before each iteration; may throw to end the search
   * @return the k eigenvalues and eigenvectors. The sign of vectors is arbitrary: the (first) value
   *     of largest magnitude is positive
   */
  static Spectrum of(DMatrixRMaj covariance, int k, Runnable iterations) {
    int d = covariance.getNumRows();
    int size = Math.min(d, k + Math.max(MIN_EXTRA, k / 2));
    DMatrixRMaj subspace = start(d, size);
    DMatrixRMaj image = new DMatrixRMaj(d, size);
    DMatrixRMaj projected = new DMatrixRMaj(size, size);
    double[] values = new double[size];
    for (int i = 0; i < MAX_ITERATIONS; i++) {
      iterations.run();
      orthonormalise(subspace);
      CommonOps_DDRM.mult(covariance, subspace, image);
      CommonOps_DDRM.multTransA(subspace, image, projected);
      symmetrise(projected);
      Spectrum next = Spectrum.of(projected.copy());
      if (isSettled(values, next.values(), k)) {
        DMatrixRMaj vectors = new DMatrixRMaj(k, d);
        DMatrixRMaj first = CommonOps_DDRM.extract(next.vectors(), 0, k, 0, size);
        CommonOps_DDRM.multTransB(first, subspace, vectors);
        return signed(next.values(), vectors);
      }
      values = next.values();
      subspace.setTo(image);
    }
    Spectrum all = Spectrum.of(covariance.copy());
    return signed(all.values(), CommonOps_DDRM.extract(all.vectors(), 0, k, 0, d));
  }

  private static Spectrum signed(double[] values, DMatrixRMaj vectors) {
    int k = vectors.getNumRows();
    WeightComponents.fixSigns(vectors, new DMatrixRMaj(k, 0));
    return new Spectrum(Arrays.copyOf(values, k), vectors);
  }

  private static DMatrixRMaj start(int d, int size) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    DMatrixRMaj start = new DMatrixRMaj(d, size);
    for (int i = 0; i < start.data.length; i++) {
      start.data[i] = random.nextDouble() - 0.5;
    }
    return start;
  }

  private static void orthonormalise(DMatrixRMaj columns) {
    QRDecomposition<DMatrixRMaj> qr =
        DecompositionFactory_DDRM.qr(columns.getNumRows(), columns.getNumCols());
    qr.decompose(columns.copy());
    qr.getQ(columns, true);
  }

  private static void symmetrise(DMatrixRMaj matrix) {
    for (int i = 0; i < matrix.getNumRows(); i++) {
      for (int j = 0; j < i; j++) {
        double mean = (matrix.get(i, j) + matrix.get(j, i)) / 2;
        matrix.set(i, j, mean);
        matrix.set(j, i, mean);
      }
    }
  }

  private static boolean isSettled(double[] before, double[] after, int k) {
    for (int i = 0; i < k; i++) {
      double change = Math.abs(after[i] - before[i]);
      if (change > TOLERANCE * after[i] && change > ROUNDING * after[0]) {
        return false;
      }
    }
    return true;
  }
}
