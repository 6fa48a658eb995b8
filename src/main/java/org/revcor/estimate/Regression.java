package org.revcor.estimate;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import org.jspecify.annotations.Nullable;

/**
 * Ridge regression of responses on the scores u of stimuli: {@code h = (A + ρ tr(A)/K I)⁻¹ B} with
 * {@code A = Σuuᵀ} and {@code B = Σuy}. A is common to all channels. With mirror symmetry F the
 * coefficients are {@code (h + F h)/2}.
 *
 * <p>Thread-safe: it is solved once, at the first request.
 */
public final class Regression {
  private final int size;
  private final double[][] products;
  private final double[] observations;
  private final double ridge;
  private final Optional<double[]> mirror;
  private @Nullable RegressionSolution solution;

  /**
   * @param products A_g of each group, K x K
   * @param observations number of observations of each group
   */
  Regression(
      int size,
      double[][] products,
      double[] observations,
      double ridge,
      Optional<double[]> mirror) {
    this.size = size;
    this.products = products;
    this.observations = observations;
    this.ridge = ridge;
    this.mirror = mirror;
  }

  /** Returns whether each half has more observations than scores. */
  public boolean isDefined() {
    return observations(0) > size && observations(1) > size;
  }

  int size() {
    return size;
  }

  /** Returns whether a group has observations. */
  boolean hasObservations(int group) {
    return observations[group] > 0;
  }

  /** Returns the number of groups with observations, weighted by them. */
  double effectiveGroups() {
    double sum = 0;
    double squares = 0;
    for (double each : observations) {
      sum += each;
      squares += each * each;
    }
    return sum * sum / squares;
  }

  private double observations(int half) {
    double sum = 0;
    for (int g = half; g < observations.length; g += 2) {
      sum += observations[g];
    }
    return sum;
  }

  /** Returns the products of group g with coefficients: {@code A_g h}. */
  double[] product(int group, double[] coefficients) {
    return times(products[group], coefficients);
  }

  /** Returns the solution, which the first request computes. */
  synchronized RegressionSolution solution() {
    if (solution == null) {
      solution = new RegressionSolution(this);
    }
    return solution;
  }

  /** Returns the mean product of two scores, K x K. */
  public double[] covariance() {
    double[] covariance = sum(0, 1).data;
    double count = observations(0) + observations(1);
    for (int i = 0; i < covariance.length; i++) {
      covariance[i] /= count;
    }
    return covariance;
  }

  /**
   * Returns the sum of the groups of a half.
   *
   * @param half 0 for A, 1 for B
   */
  static double[] half(double[][] groups, int half) {
    double[] sum = groups[half].clone();
    for (int g = half + 2; g < groups.length; g += 2) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += groups[g][i];
      }
    }
    return sum;
  }

  static double[] plus(double[] one, double[] other, double factor) {
    double[] sum = new double[one.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = one[i] + factor * other[i];
    }
    return sum;
  }

  /** Adds in four independent sums, which a processor adds in parallel. */
  static double product(double[] one, double[] other) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < one.length; i += 4) {
      a += one[i] * other[i];
      b += one[i + 1] * other[i + 1];
      c += one[i + 2] * other[i + 2];
      d += one[i + 3] * other[i + 3];
    }
    for (; i < one.length; i++) {
      a += one[i] * other[i];
    }
    return a + b + (c + d);
  }

  /**
   * Multiplies a square matrix with a vector.
   *
   * @param columns the matrix, column by column, so that the inner loop is vectorised
   */
  static double[] times(double[] columns, double[] vector) {
    int n = vector.length;
    double[] result = new double[n];
    for (int k = 0; k < n; k++) {
      double factor = vector[k];
      int at = k * n;
      for (int i = 0; i < n; i++) {
        result[i] += factor * columns[at + i];
      }
    }
    return result;
  }

  /** Returns the sum of A_g over every step-th group. */
  DMatrixRMaj sum(int first, int step) {
    double[] sum = new double[size * size];
    for (int g = first; g < products.length; g += step) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += products[g][i];
      }
    }
    return DMatrixRMaj.wrap(size, size, sum);
  }

  DMatrixRMaj ridged(DMatrixRMaj products) {
    DMatrixRMaj ridged = products.copy();
    double added = ridge * CommonOps_DDRM.trace(products) / size;
    for (int i = 0; i < size; i++) {
      ridged.unsafe_set(i, i, ridged.unsafe_get(i, i) + added);
    }
    return ridged;
  }

  /** Returns the inverse of sums with the ridge. */
  DMatrixRMaj inverse(DMatrixRMaj products) {
    DMatrixRMaj root = root(ridged(products));
    DMatrixRMaj ofRoot = new DMatrixRMaj(size, size);
    CommonOps_DDRM.invert(root, ofRoot);
    DMatrixRMaj inverse = new DMatrixRMaj(size, size);
    CommonOps_DDRM.multTransA(ofRoot, ofRoot, inverse);
    return inverse;
  }

  /** Returns the lower Cholesky factor; all NaN if the matrix is singular. */
  DMatrixRMaj root(DMatrixRMaj matrix) {
    CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(size, true);
    DMatrixRMaj root = new DMatrixRMaj(size, size);
    if (cholesky.decompose(matrix)) {
      cholesky.getT(root);
    } else {
      CommonOps_DDRM.fill(root, Double.NaN);
    }
    return root;
  }

  /** Returns (I + F)/2, or I without mirror symmetry. */
  DMatrixRMaj symmetric() {
    DMatrixRMaj matrix = CommonOps_DDRM.identity(size);
    mirror.ifPresent(
        flip -> {
          CommonOps_DDRM.addEquals(matrix, DMatrixRMaj.wrap(size, size, flip));
          CommonOps_DDRM.scale(0.5, matrix);
        });
    return matrix;
  }

  /**
   * Returns the expected power of the residuals of every step-th group in the map N, for errors of
   * variance 1: {@code Σ tr(N (A_g - A_g A⁻¹ A_g) Nᵀ)}.
   */
  double degrees(DMatrixRMaj noise, DMatrixRMaj inverse, int first, int step) {
    double sum = 0;
    for (int g = first; g < products.length; g += step) {
      DMatrixRMaj part = times(noise, DMatrixRMaj.wrap(size, size, products[g]));
      DMatrixRMaj explained = times(part, inverse);
      sum += product(part.data, noise.data) - product(explained.data, part.data);
    }
    return sum;
  }

  static DMatrixRMaj times(DMatrixRMaj one, DMatrixRMaj other) {
    DMatrixRMaj product = new DMatrixRMaj(one.getNumRows(), other.getNumCols());
    CommonOps_DDRM.mult(one, other, product);
    return product;
  }

  static double[] transposed(DMatrixRMaj matrix) {
    return CommonOps_DDRM.transpose(matrix, null).data;
  }
}
