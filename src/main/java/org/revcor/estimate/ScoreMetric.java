package org.revcor.estimate;

import java.util.stream.DoubleStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;

/**
 * Coordinates of coefficients in which the product of two kernels is the covariance of the
 * responses that they predict: {@code Lᵀh}, where {@code LLᵀ} is the covariance of the scores.
 */
public final class ScoreMetric {
  private final int size;

  /** L, row by row; all NaN if the covariance is singular. */
  private final double[] root;

  /**
   * @param one mean products of scores, K x K
   * @param other those of another sample of the same stimuli; the mean of both is used
   */
  public ScoreMetric(float[] one, float[] other) {
    size = (int) Math.sqrt(one.length);
    DMatrixRMaj covariance = new DMatrixRMaj(size, size);
    for (int i = 0; i < one.length; i++) {
      covariance.data[i] = (one[i] + (double) other[i]) / 2;
    }
    CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(size, true);
    root =
        cholesky.decompose(covariance)
            ? cholesky.getT(null).data
            : DoubleStream.generate(() -> Double.NaN).limit(one.length).toArray();
  }

  /** Returns the coordinates of coefficients. */
  public double[] of(float[] coefficients) {
    double[] coordinates = new double[size];
    for (int i = 0; i < size; i++) {
      for (int k = 0; k <= i; k++) {
        coordinates[k] += root[i * size + k] * coefficients[i];
      }
    }
    return coordinates;
  }
}
