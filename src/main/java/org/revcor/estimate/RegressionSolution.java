package org.revcor.estimate;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.revcor.estimate.RegressionMoments.RegressionBasis;

/**
 * The solved equations of a {@link Regression}. Matrices are stored column by column.
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
 * <p>Thread-safe.
 */
final class RegressionSolution {
  private final Regression equations;

  /** From sums to coefficients, before any mirroring. */
  private final double[] unmirrored;

  private final double[] ofAll;
  private final double[] ofA;
  private final double[] ofB;

  /** The transposed root Lᵀ of the metric. */
  private final double[] metric;

  /** From residual sums of a group to its part of the coefficients' noise, in the metric. */
  private final double[] ofResiduals;

  /** Σ of the squared norms of all residuals for errors of variance 1. */
  private final double degrees;

  /** Covariance of the coefficients for errors of variance 1. */
  private final DMatrixRMaj covariance;

  private float[] deviations = {};

  RegressionSolution(Regression equations) {
    this.equations = equations;
    int size = equations.size();
    DMatrixRMaj all = equations.sum(0, 1);
    DMatrixRMaj symmetric = equations.symmetric();
    DMatrixRMaj inverse = equations.inverse(all);
    DMatrixRMaj estimate = Regression.times(symmetric, inverse);
    unmirrored = inverse.data;
    ofAll = Regression.transposed(estimate);
    ofA =
        Regression.transposed(Regression.times(symmetric, equations.inverse(equations.sum(0, 2))));
    ofB =
        Regression.transposed(Regression.times(symmetric, equations.inverse(equations.sum(1, 2))));
    DMatrixRMaj root = equations.root(equations.ridged(all));
    metric = root.data;
    DMatrixRMaj noise = new DMatrixRMaj(size, size);
    CommonOps_DDRM.multTransA(root, estimate, noise);
    ofResiduals = Regression.transposed(noise);
    degrees = equations.degrees(noise, inverse, 0, 1);
    DMatrixRMaj half = Regression.times(estimate, all);
    covariance = new DMatrixRMaj(size, size);
    CommonOps_DDRM.multTransB(half, estimate, covariance);
  }

  /** The coefficients of one channel. */
  record Coefficients(
      double[] all, double[] a, double[] b, double residualVariance, SignalToNoise signal) {}

  /**
   * Returns the coefficients of a channel.
   *
   * @param sums Σuy of each group
   */
  Coefficients coefficients(double[][] sums) {
    double[] sumA = Regression.half(sums, 0);
    double[] sumB = Regression.half(sums, 1);
    double[] sum = Regression.plus(sumA, sumB, 1);
    double[] plain = Regression.times(unmirrored, sum);
    double[] a = Regression.times(ofA, sumA);
    double[] b = Regression.times(ofB, sumB);
    double[][] residuals = new double[sums.length][];
    double noise = 0;
    for (int g = 0; g < residuals.length; g++) {
      residuals[g] =
          Regression.times(ofResiduals, Regression.plus(sums[g], equations.product(g, plain), -1));
      noise += power(residuals[g]);
    }
    double[] scaledA = inMetric(a);
    double[] scaledB = inMetric(b);
    return new Coefficients(
        ofAll(sum),
        a,
        b,
        noise / degrees,
        SignalToNoise.ofHalves(
            power(Regression.plus(scaledA, scaledB, 1)),
            power(Regression.plus(scaledA, scaledB, -1)),
            dimensions(residuals)));
  }

  /** Returns the coefficients of all trials from Σuy. */
  double[] ofAll(double[] sum) {
    return Regression.times(ofAll, sum);
  }

  /**
   * Returns the coefficients of a half in the metric, multiplied by its transposed root.
   *
   * @param half 0 for A, 1 for B
   * @param sum Σuy of the half
   */
  double[] scaled(int half, double[] sum) {
    return inMetric(Regression.times(half == 0 ? ofA : ofB, sum));
  }

  /** Returns coefficients in the metric, multiplied by its transposed root. */
  double[] inMetric(double[] coefficients) {
    return Regression.times(metric, coefficients);
  }

  /** Returns the effective dimension of the noise; NaN with too few groups. */
  private double dimensions(double[][] residuals) {
    double n = equations.effectiveGroups();
    if (!(n >= SignalToNoise.MIN_BLOCKS)) {
      return Double.NaN;
    }
    int groups = residuals.length;
    double[] gram = new double[groups * groups];
    for (int g = 0; g < groups; g++) {
      for (int h = 0; h <= g; h++) {
        gram[g * groups + h] = Regression.product(residuals[g], residuals[h]);
      }
    }
    return Math.clamp(NoiseSketch.dimensions(gram, n), 1, equations.size());
  }

  private static double power(double[] v) {
    return Regression.product(v, v);
  }

  /** Returns the standard deviation of each map value for errors of variance 1. */
  synchronized float[] deviations(RegressionBasis basis) {
    if (deviations.length == 0) {
      int values = basis.values();
      double[] variance = new double[values];
      float[] images = basis.images();
      double[] row = new double[values];
      for (int k = 0; k < equations.size(); k++) {
        Arrays.fill(row, 0);
        for (int l = 0; l < equations.size(); l++) {
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
