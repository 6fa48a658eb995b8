package org.revcor.estimate.covariance;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.revcor.estimate.Vectors;

/** A symmetric matrix with both triangles stored. */
final class Symmetric {
  private final int size;
  private final double[] values;

  Symmetric(int size) {
    this.size = size;
    values = new double[size * size];
  }

  int size() {
    return size;
  }

  void set(int i, int j, double value) {
    values[i * size + j] = value;
    values[j * size + i] = value;
  }

  /** Returns {@code share · this + (1 - share) · other}. */
  Symmetric mixedWith(Symmetric other, double share) {
    Symmetric mixture = new Symmetric(size);
    for (int i = 0; i < values.length; i++) {
      mixture.values[i] = share * values[i] + (1 - share) * other.values[i];
    }
    return mixture;
  }

  /** Returns the product with a vector, computed row by row, which the processor vectorises. */
  double[] times(double[] vector) {
    double[] product = new double[size];
    for (int i = 0; i < size; i++) {
      double factor = vector[i];
      int row = i * size;
      for (int j = 0; j < size; j++) {
        product[j] += factor * values[row + j];
      }
    }
    return product;
  }

  /** Returns the sum of the products of corresponding entries, {@code tr(MN)}. */
  double dot(Symmetric other) {
    return Vectors.dot(values, other.values);
  }

  /** Returns {@code vᵀMv}. */
  double along(double[] vector) {
    return Vectors.dot(vector, times(vector));
  }

  /**
   * Orthonormal eigenvectors.
   *
   * @param values eigenvalues, descending
   */
  record Eigenvectors(double[] values, double[][] vectors) {
    int above(double limit) {
      return (int) Arrays.stream(values).filter(value -> value > limit).count();
    }
  }

  Eigenvectors eigenvectors() {
    EigenDecomposition_F64<DMatrixRMaj> eigen = decomposed(matrix(), true);
    List<Integer> order =
        IntStream.range(0, size)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -eigen.getEigenvalue(i).getReal()))
            .toList();
    return new Eigenvectors(
        order.stream().mapToDouble(i -> eigen.getEigenvalue(i).getReal()).toArray(),
        order.stream().map(i -> eigen.getEigenVector(i).getData()).toArray(double[][]::new));
  }

  private DMatrixRMaj matrix() {
    DMatrixRMaj matrix = new DMatrixRMaj(size, size);
    matrix.setData(values.clone());
    return matrix;
  }

  /** Returns the eigenvalues of a symmetric matrix, which is overwritten, and its eigenvectors. */
  static EigenDecomposition_F64<DMatrixRMaj> decomposed(DMatrixRMaj matrix, boolean vectors) {
    EigenDecomposition_F64<DMatrixRMaj> eigen =
        DecompositionFactory_DDRM.eig(matrix.getNumRows(), vectors, true);
    if (!eigen.decompose(matrix)) {
      throw new IllegalStateException("eigenvalues of a symmetric matrix did not converge");
    }
    return eigen;
  }

  Symmetric from(int first) {
    Symmetric part = new Symmetric(size - first);
    for (int i = 0; i < part.size; i++) {
      System.arraycopy(values, (first + i) * size + first, part.values, i * part.size, part.size);
    }
    return part;
  }

  /**
   * Returns the eigenvalues on the orthogonal complement of directions.
   *
   * @param directions orthonormal, fewer than there are rows
   * @return eigenvalues in descending order, as many as rows minus directions
   */
  double[] eigenvaluesOrthogonalTo(List<double[]> directions) {
    DMatrixRMaj projected = matrix();
    for (double[] direction : directions) {
      deflate(projected, direction);
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen = decomposed(projected, false);
    double[] ascending = new double[size];
    for (int i = 0; i < size; i++) {
      ascending[i] = eigen.getEigenvalue(i).getReal();
    }
    Arrays.sort(ascending);
    double[] descending = new double[size - directions.size()];
    for (int i = 0; i < descending.length; i++) {
      descending[i] = ascending[size - 1 - i];
    }
    return descending;
  }

  /**
   * Projects a direction out of a matrix and assigns it an eigenvalue below all others, which are
   * those of the complement.
   */
  private void deflate(DMatrixRMaj matrix, double[] direction) {
    double[] product = new double[size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        product[i] += matrix.unsafe_get(i, j) * direction[j];
      }
    }
    double bottom = Vectors.dot(direction, product) - bound(matrix);
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        double value =
            matrix.unsafe_get(i, j)
                - direction[i] * product[j]
                - product[i] * direction[j]
                + bottom * direction[i] * direction[j];
        matrix.unsafe_set(i, j, value);
        matrix.unsafe_set(j, i, value);
      }
    }
  }

  /**
   * Returns a bound above twice the largest absolute eigenvalue, from the largest row sum
   * (Gershgorin).
   */
  private double bound(DMatrixRMaj matrix) {
    double largest = 0;
    for (int i = 0; i < size; i++) {
      double sum = 0;
      for (int j = 0; j < size; j++) {
        sum += Math.abs(matrix.unsafe_get(i, j));
      }
      largest = Math.max(largest, sum);
    }
    return 2 * largest + 1;
  }
}
