package org.revcor.estimate;

import java.util.Arrays;
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
 * <p>Coefficients are compared in the metric {@code |h|² = hᵀAh}, the power of the response that
 * they predict, in which their noise is equal in every direction. Distances of pixels are not: a
 * few components of natural images have most of their variance, so that maps of noise agree by
 * chance.
 *
 * <p>The noise is that of groups of half-blocks ({@link ScoreProducts}). With the residual sums
 * {@code e_g = B_g - A_g h} of a group and uncorrelated errors of variance s², {@code E[Σ|e_g|²] =
 * s² (tr(A A⁻¹) - Σ tr(A_g A⁻¹ A_g A⁻¹))}, so s² is unbiased also where a group has few stimuli.
 *
 * <p>Thread-safe: it is solved once, at the first request.
 */
public final class Regression {
  private final int size;
  private final double[][] products;
  private final double[] observations;
  private final double ridge;
  private final Optional<double[]> mirror;
  private @Nullable Solution solution;

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

  /** The coefficients of one channel. */
  record Coefficients(
      double[] all,
      double[] a,
      double[] b,
      double residualVariance,
      double agreement,
      SignalToNoise signal) {}

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

  synchronized Solution solution() {
    if (solution == null) {
      solution = new Solution();
    }
    return solution;
  }

  /**
   * Returns the coefficients of a channel.
   *
   * @param sums Σuy of each group
   */
  Coefficients coefficients(double[][] sums) {
    Solution solved = solution();
    double[] sumA = half(sums, 0);
    double[] sumB = half(sums, 1);
    double[] sum = plus(sumA, sumB, 1);
    double[] plain = times(solved.unmirrored, sum);
    double[] a = times(solved.ofA, sumA);
    double[] b = times(solved.ofB, sumB);
    double[][] residuals = new double[sums.length][];
    double noise = 0;
    for (int g = 0; g < residuals.length; g++) {
      residuals[g] = times(solved.residuals, plus(sums[g], product(g, plain), -1));
      noise += power(residuals[g]);
    }
    double[] scaledA = times(solved.metric, a);
    double[] scaledB = times(solved.metric, b);
    return new Coefficients(
        times(solved.ofAll, sum),
        a,
        b,
        noise / solved.degrees,
        product(scaledA, scaledB) / Math.sqrt(power(scaledA) * power(scaledB)),
        SignalToNoise.ofHalves(
            power(plus(scaledA, scaledB, 1)),
            power(plus(scaledA, scaledB, -1)),
            dimensions(residuals)));
  }

  /**
   * Returns the coefficients of a half in the metric, multiplied by its transposed root.
   *
   * @param half 0 for A, 1 for B
   * @param sum Σuy of the half
   */
  public double[] scaled(int half, double[] sum) {
    Solution solved = solution();
    return times(solved.metric, times(half == 0 ? solved.ofA : solved.ofB, sum));
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

  /** Returns coefficients in the metric, multiplied by its transposed root. */
  double[] inMetric(double[] coefficients) {
    return times(solution().metric, coefficients);
  }

  /** Returns the standard deviation of each map value for errors of variance 1. */
  float[] deviations(RegressionBasis basis) {
    return solution().deviations(basis);
  }

  /** Returns the effective dimension of the noise; NaN with too few groups. */
  private double dimensions(double[][] residuals) {
    double sum = 0;
    double squares = 0;
    for (double each : observations) {
      sum += each;
      squares += each * each;
    }
    double n = sum * sum / squares;
    if (!(n >= SignalToNoise.MIN_BLOCKS)) {
      return Double.NaN;
    }
    int groups = residuals.length;
    double[] gram = new double[groups * groups];
    for (int g = 0; g < groups; g++) {
      for (int h = 0; h <= g; h++) {
        gram[g * groups + h] = product(residuals[g], residuals[h]);
      }
    }
    return Math.clamp(NoiseSketch.dimensions(gram, n), 1, size);
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

  private static double power(double[] v) {
    return product(v, v);
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

  /** The solved equations; matrices are stored column by column. */
  private final class Solution {
    /** From sums to coefficients, before any mirroring. */
    private final double[] unmirrored;

    private final double[] ofAll;
    private final double[] ofA;
    private final double[] ofB;

    /** The transposed root Lᵀ of the metric. */
    private final double[] metric;

    /** From residual sums of a group to its part of the coefficients' noise, in the metric. */
    private final double[] residuals;

    /** Σ of the squared norms of all residuals for errors of variance 1. */
    private final double degrees;

    /** Covariance of the coefficients for errors of variance 1. */
    private final DMatrixRMaj covariance;

    private float[] deviations = {};

    Solution() {
      DMatrixRMaj all = sum(0, 1);
      DMatrixRMaj symmetric = symmetric();
      DMatrixRMaj inverse = inverse(all);
      DMatrixRMaj estimate = times(symmetric, inverse);
      unmirrored = inverse.data;
      ofAll = transposed(estimate);
      ofA = transposed(times(symmetric, inverse(sum(0, 2))));
      ofB = transposed(times(symmetric, inverse(sum(1, 2))));
      DMatrixRMaj root = root(ridged(all));
      metric = root.data;
      DMatrixRMaj noise = new DMatrixRMaj(size, size);
      CommonOps_DDRM.multTransA(root, estimate, noise);
      residuals = transposed(noise);
      degrees = degrees(noise, inverse, 0, 1);
      DMatrixRMaj half = times(estimate, all);
      covariance = new DMatrixRMaj(size, size);
      CommonOps_DDRM.multTransB(half, estimate, covariance);
    }

    private synchronized float[] deviations(RegressionBasis basis) {
      if (deviations.length == 0) {
        int values = basis.values();
        double[] variance = new double[values];
        float[] images = basis.images();
        double[] row = new double[values];
        for (int k = 0; k < size; k++) {
          Arrays.fill(row, 0);
          for (int l = 0; l < size; l++) {
            double factor = covariance.unsafe_get(k, l);
            for (int i = 0; i < values; i++) {
              row[i] += factor * images[l * values + i];
            }
          }
          for (int i = 0; i < values; i++) {
            variance[i] += row[i] * images[k * values + i];
          }
        }
        float[] roots = new float[values];
        for (int i = 0; i < values; i++) {
          roots[i] = (float) Math.sqrt(Math.max(0, variance[i]));
        }
        deviations = roots;
      }
      return deviations;
    }
  }
}
