package org.revcor.estimate.covariance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The directions in which a symmetric matrix is largest and smallest on the complement of others,
 * by Lanczos' method with full reorthogonalisation (Parlett 1998, ch. 13). Where many eigenvalues
 * lie close together it stops at a direction that is nearly as extreme.
 *
 * @param largest of unit norm, its greatest entry positive
 * @param largestValue {@code vᵀMv} of it
 * @param smallest likewise
 * @param smallestValue likewise
 */
record ExtremeDirections(
    double[] largest, double largestValue, double[] smallest, double smallestValue) {
  private static final int MAX_STEPS = 200;
  private static final int STEPS_BETWEEN_CHECKS = 20;
  private static final double ACCURATE = 1e-6;
  private static final double EXHAUSTED = 1e-12;

  /**
   * @param matrix of more rows than there are others
   * @param others of unit norm and at right angles
   */
  static ExtremeDirections of(Symmetric matrix, List<double[]> others) {
    int steps = Math.min(MAX_STEPS, matrix.size() - others.size());
    List<double[]> basis = new ArrayList<>();
    List<double[]> fixed = new ArrayList<>(others);
    double[] diagonal = new double[steps];
    double[] beside = new double[steps];
    double[] next = start(matrix.size(), others);
    for (int step = 0; step < steps; step++) {
      Vectors.scale(next, 1 / Vectors.norm(next));
      basis.add(next);
      fixed.add(next);
      double[] product = matrix.times(next);
      diagonal[step] = Vectors.dot(next, product);
      Vectors.makeOrthogonal(product, fixed);
      beside[step] = Vectors.norm(product);
      next = product;
      boolean exhausted = beside[step] < EXHAUSTED;
      boolean last = step == steps - 1 || exhausted;
      if (last || (step + 1) % STEPS_BETWEEN_CHECKS == 0) {
        Ritz ritz = Ritz.of(diagonal, beside, step + 1);
        if (last || ritz.isAccurate(beside[step])) {
          return ritz.directions(basis);
        }
      }
    }
    throw new IllegalArgumentException("no direction is left");
  }

  private static double[] start(int size, List<double[]> others) {
    Random random = new Random(size);
    double[] start = random.doubles(size, -1, 1).toArray();
    Vectors.makeOrthogonal(start, others);
    return start;
  }

  /** The extreme eigenvectors of the tridiagonal matrix that Lanczos' method makes. */
  private record Ritz(
      double[] largest, double largestValue, double[] smallest, double smallestValue) {
    static Ritz of(double[] diagonal, double[] beside, int size) {
      DMatrixRMaj small = new DMatrixRMaj(size, size);
      for (int i = 0; i < size; i++) {
        small.set(i, i, diagonal[i]);
        if (i + 1 < size) {
          small.set(i, i + 1, beside[i]);
          small.set(i + 1, i, beside[i]);
        }
      }
      EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(size, true, true);
      if (!eigen.decompose(small)) {
        throw new IllegalStateException("eigenvectors of a symmetric matrix did not converge");
      }
      int top = 0;
      int bottom = 0;
      for (int i = 1; i < size; i++) {
        double value = eigen.getEigenvalue(i).getReal();
        top = value > eigen.getEigenvalue(top).getReal() ? i : top;
        bottom = value < eigen.getEigenvalue(bottom).getReal() ? i : bottom;
      }
      return new Ritz(
          eigen.getEigenVector(top).getData().clone(),
          eigen.getEigenvalue(top).getReal(),
          eigen.getEigenVector(bottom).getData().clone(),
          eigen.getEigenvalue(bottom).getReal());
    }

    /** By the residuals: that of a Ritz vector s is β times its last entry. */
    boolean isAccurate(double beta) {
      double tolerance = ACCURATE * Math.max(Math.abs(largestValue), Math.abs(smallestValue));
      return beta * Math.abs(largest[largest.length - 1]) < tolerance
          && beta * Math.abs(smallest[smallest.length - 1]) < tolerance;
    }

    ExtremeDirections directions(List<double[]> basis) {
      return new ExtremeDirections(
          combined(largest, basis), largestValue, combined(smallest, basis), smallestValue);
    }

    private static double[] combined(double[] weights, List<double[]> basis) {
      double[] direction = new double[basis.getFirst().length];
      for (int i = 0; i < weights.length; i++) {
        Vectors.add(direction, weights[i], basis.get(i));
      }
      double greatest = 0;
      for (double entry : direction) {
        greatest = Math.abs(entry) > Math.abs(greatest) ? entry : greatest;
      }
      Vectors.scale(direction, (greatest < 0 ? -1 : 1) / Vectors.norm(direction));
      return direction;
    }
  }
}
