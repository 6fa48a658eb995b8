package org.revcor.estimate;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Estimates of coefficients by single groups of half-blocks, which give the uncertainty of any
 * function of both halves.
 *
 * <p>A group has too few stimuli to be solved alone. Its estimate is the coefficients h of its half
 * plus its residual: {@code x_g = h + c n A⁻¹ (B_g - A_g h)}, with A of the half and n groups.
 * Their mean over the half is h. The factor c, near 1, is such that {@code Σ|x_g - h|²/(n(n-1))} is
 * an unbiased estimate of the power of h's error if errors have one variance, see {@link
 * Regression}.
 */
public final class RegressionGroups {
  /** Number of groups; even ones are half A. */
  public static final int GROUPS = ScoreProducts.GROUPS;

  private final Regression regression;
  private final Half[] halves;

  /**
   * The solution of a half; matrices are stored column by column.
   *
   * @param plain from sums to coefficients before any mirroring
   * @param mirrored from sums to coefficients
   * @param groups groups with observations
   * @param factor c n
   */
  private record Half(double[] plain, double[] mirrored, int[] groups, double factor) {}

  /**
   * @param regression one that is defined
   */
  public RegressionGroups(Regression regression) {
    this.regression = regression;
    DMatrixRMaj root = regression.root(regression.ridged(regression.sum(0, 1)));
    halves = new Half[] {half(0, root), half(1, root)};
  }

  private Half half(int half, DMatrixRMaj root) {
    DMatrixRMaj products = regression.sum(half, 2);
    DMatrixRMaj inverse = regression.inverse(products);
    DMatrixRMaj estimate = Regression.times(regression.symmetric(), inverse);
    DMatrixRMaj noise = new DMatrixRMaj(regression.size(), regression.size());
    CommonOps_DDRM.multTransA(root, estimate, noise);
    double power = Regression.product(Regression.times(noise, products).data, noise.data);
    int[] groups =
        IntStream.range(0, GROUPS)
            .filter(g -> g % 2 == half && regression.hasObservations(g))
            .toArray();
    double n = groups.length;
    double residual = regression.degrees(noise, inverse, half, 2);
    return new Half(
        inverse.data,
        Regression.transposed(estimate),
        groups,
        Math.sqrt(n * (n - 1) * power / residual));
  }

  /**
   * Returns the estimates of a channel, groups x K; NaN for a group without observations.
   *
   * @param sums Σuy of each group
   */
  double[][] of(double[][] sums) {
    double[][] all = new double[GROUPS][regression.size()];
    for (double[] each : all) {
      Arrays.fill(each, Double.NaN);
    }
    for (int h = 0; h < halves.length; h++) {
      Half half = halves[h];
      double[] sum = Regression.half(sums, h);
      double[] plain = Regression.times(half.plain, sum);
      double[] coefficients = Regression.times(half.mirrored, sum);
      double[] mean = new double[coefficients.length];
      for (int g : half.groups) {
        double[] residual = Regression.plus(sums[g], regression.product(g, plain), -1);
        all[g] = Regression.times(half.mirrored, residual);
        mean = Regression.plus(mean, all[g], 1.0 / half.groups.length);
      }
      for (int g : half.groups) {
        all[g] = Regression.plus(coefficients, Regression.plus(all[g], mean, -1), half.factor);
      }
    }
    return all;
  }
}
