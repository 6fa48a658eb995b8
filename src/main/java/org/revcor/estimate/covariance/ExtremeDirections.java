package org.revcor.estimate.covariance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.revcor.estimate.Vectors;

/**
 * Extreme eigenvectors of a symmetric matrix on the orthogonal complement of given directions, by
 * Lanczos' method with full reorthogonalisation (Parlett 1998, ch. 13). If many eigenvalues are
 * close together, the result is a direction that is nearly as extreme.
 *
 * @param largest direction of the largest value, of unit norm, with its largest entry positive
 * @param largestValue {@code vᵀMv} of that direction
 * @param smallest direction of the smallest value, likewise
 * @param smallestValue {@code vᵀMv} of that direction
 */
record ExtremeDirections(
    double[] largest, double largestValue, double[] smallest, double smallestValue) {
  private static final int MAX_STEPS = 200;
  private static final int STEPS_BETWEEN_CHECKS = 20;
  private static final double TOLERANCE = 1e-6;
  private static final double MIN_NORM = 1e-12;

  static ExtremeDirections of(Symmetric matrix, List<double[]> others) {
    int steps = Math.min(MAX_STEPS, matrix.size() - others.size());
    List<double[]> basis = new ArrayList<>();
    List<double[]> fixed = new ArrayList<>(others);
    double[] diagonal = new double[steps];
    double[] offDiagonal = new double[steps];
    double[] next = start(matrix.size(), others);
    for (int step = 0; step < steps; step++) {
      Vectors.scale(next, 1 / Vectors.norm(next));
      basis.add(next);
      fixed.add(next);
      double[] product = matrix.times(next);
      diagonal[step] = Vectors.dot(next, product);
      Vectors.makeOrthogonal(product, fixed);
      offDiagonal[step] = Vectors.norm(product);
      next = product;
      boolean exhausted = offDiagonal[step] < MIN_NORM;
      boolean last = step == steps - 1 || exhausted;
      if (last || (step + 1) % STEPS_BETWEEN_CHECKS == 0) {
        Ritz ritz = Ritz.of(diagonal, offDiagonal, step + 1);
        if (last || ritz.isAccurate(offDiagonal[step])) {
          return ritz.directions(basis);
        }
      }
    }
    throw new IllegalArgumentException("the other directions span the whole space");
  }

  private static double[] start(int size, List<double[]> others) {
    Random random = new Random(size);
    double[] start = random.doubles(size, -1, 1).toArray();
    Vectors.makeOrthogonal(start, others);
    return start;
  }

  /** Extreme eigenvectors of the tridiagonal matrix of Lanczos' method. */
  private record Ritz(
      double[] largest, double largestValue, double[] smallest, double smallestValue) {
    static Ritz of(double[] diagonal, double[] offDiagonal, int size) {
      DMatrixRMaj small = new DMatrixRMaj(size, size);
      for (int i = 0; i < size; i++) {
        small.set(i, i, diagonal[i]);
        if (i + 1 < size) {
          small.set(i, i + 1, offDiagonal[i]);
          small.set(i + 1, i, offDiagonal[i]);
        }
      }
      EigenDecomposition_F64<DMatrixRMaj> eigen = Symmetric.decomposed(small, true);
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

    /** Checks the residuals: that of a Ritz vector s is β times its last entry. */
    boolean isAccurate(double beta) {
      double tolerance = TOLERANCE * Math.max(Math.abs(largestValue), Math.abs(smallestValue));
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
      double largestEntry = 0;
      for (double entry : direction) {
        largestEntry = Math.abs(entry) > Math.abs(largestEntry) ? entry : largestEntry;
      }
      Vectors.scale(direction, (largestEntry < 0 ? -1 : 1) / Vectors.norm(direction));
      return direction;
    }
  }
}
