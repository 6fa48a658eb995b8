package org.revcor.stimulus;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix.
 *
 * @param values eigenvalues in descending order, none below 0
 * @param vectors eigenvectors of norm 1 as rows, in the order of the values
 */
record Spectrum(double[] values, DMatrixRMaj vectors) {
  /** Eigenvalues below this share of the largest count as 0. */
  private static final double RANK_TOLERANCE = 1e-10;

  /**
   * Decomposes a positive semidefinite matrix; negative eigenvalues from rounding become 0.
   *
   * @param matrix exactly symmetric; overwritten
   */
  static Spectrum of(DMatrixRMaj matrix) {
    int size = matrix.getNumRows();
    EigenDecomposition_F64<DMatrixRMaj> found = DecompositionFactory_DDRM.eig(size, true, true);
    if (!found.decompose(matrix)) {
      throw new IllegalStateException("eigenvectors of a symmetric matrix did not converge");
    }
    int[] order =
        IntStream.range(0, size)
            .boxed()
            .sorted(
                Comparator.comparingDouble((Integer i) -> found.getEigenvalue(i).real).reversed())
            .mapToInt(i -> i)
            .toArray();
    double[] values = new double[size];
    DMatrixRMaj vectors = new DMatrixRMaj(size, size);
    for (int i = 0; i < size; i++) {
      values[i] = Math.max(0, found.getEigenvalue(order[i]).real);
      System.arraycopy(found.getEigenVector(order[i]).data, 0, vectors.data, i * size, size);
    }
    return new Spectrum(values, vectors);
  }

  /** Returns the number of leading eigenvalues that are not 0 but for rounding. */
  int rank() {
    int rank = 0;
    while (rank < values.length && values[rank] > RANK_TOLERANCE * values[0]) {
      rank++;
    }
    return rank;
  }

  double sum() {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
