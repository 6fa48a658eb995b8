package org.revcor.estimate;

import java.util.stream.DoubleStream;
import org.apache.commons.statistics.distribution.TDistribution;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;

/**
 * Correlation of the kernels of two channels without the attenuation by their noise, of the
 * responses that they predict.
 *
 * <p>With halves a and b of channels 1 and 2, {@code C12 = (a1·b2 + b1·a2)/2} and {@code C11 =
 * a1·b1} have no noise in their means, also where both channels have the same stimuli: equal halves
 * are never multiplied. The correlation is {@code C12/S} with {@code S = √(C11 C22)} (Spearman
 * 1904). It may lie beyond -1 and 1.
 *
 * <p>Groups of half-blocks are independent. The change of C12 and S by each group of a half gives
 * the variance of {@code C12 - ρS} for every ρ (the infinitesimal jackknife). The limits are those
 * ρ for which it is within t standard errors of 0 (Fieller 1954), and the probabilities are those
 * of ρ = 0 and ρ = 1. The variances contain the product of both halves' noise twice, so that limits
 * are too wide where maps are unreliable.
 *
 * @param value the correlation; NaN if the halves of a channel disagree
 * @param lower lower 95 % limit; NaN if S is within t standard errors of 0
 * @param upper upper 95 % limit; NaN if lower is
 * @param p two-sided probability of so large a C12 if the kernels are uncorrelated; NaN with fewer
 *     than {@link #MIN_GROUPS} groups in a half
 * @param pOfEqual one-sided probability of so small a {@code C12 - S} if the kernels are equal but
 *     for a factor; NaN without limits
 */
public record KernelCorrelation(
    double value, double lower, double upper, double p, double pOfEqual) {
  /** Minimum number of groups of a half, which a study of as many blocks has. */
  public static final int MIN_GROUPS = 4;

  private static final double LEVEL = 0.05;
  private static final KernelCorrelation UNKNOWN =
      new KernelCorrelation(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  /**
   * Correlates two kernels.
   *
   * @param one coefficients of channel 1 by groups, see {@link RegressionGroups}, in coordinates in
   *     which scores are uncorrelated
   * @param other those of channel 2
   */
  public static KernelCorrelation of(double[][] one, double[][] other) {
    Halves first = Halves.of(one);
    Halves second = Halves.of(other);
    double freedom = -2;
    for (int half = 0; half < 2; half++) {
      freedom += Math.min(first.counts[half], second.counts[half]);
    }
    if (freedom < 2 * (MIN_GROUPS - 1)) {
      return UNKNOWN;
    }
    double c12 =
        (Regression.product(first.means[0], second.means[1])
                + Regression.product(first.means[1], second.means[0]))
            / 2;
    double c11 = Regression.product(first.means[0], first.means[1]);
    double c22 = Regression.product(second.means[0], second.means[1]);
    double scale = c11 > 0 && c22 > 0 ? Math.sqrt(c11 * c22) : Double.NaN;
    double varianceOfProduct = 0;
    double varianceOfScale = 0;
    double covariance = 0;
    for (int g = 0; g < one.length; g++) {
      double ofProduct = (first.change(g, second) + second.change(g, first)) / 2;
      double ofScale =
          (first.change(g, first) * c22 + second.change(g, second) * c11) / (2 * scale);
      varianceOfProduct += ofProduct * ofProduct;
      varianceOfScale += ofScale * ofScale;
      covariance += ofProduct * ofScale;
    }
    TDistribution t = TDistribution.of(freedom);
    double square = Math.pow(t.inverseSurvivalProbability(LEVEL / 2), 2);
    double p = 2 * t.survivalProbability(Math.abs(c12) / Math.sqrt(varianceOfProduct));
    double a = scale * scale - square * varianceOfScale;
    double b = c12 * scale - square * covariance;
    double c = c12 * c12 - square * varianceOfProduct;
    double root = a > 0 ? Math.sqrt(Math.max(0, b * b - a * c)) : Double.NaN;
    double below = Math.sqrt(varianceOfProduct - 2 * covariance + varianceOfScale);
    double pOfEqual = a > 0 ? t.cumulativeProbability((c12 - scale) / below) : Double.NaN;
    return new KernelCorrelation(c12 / scale, (b - root) / a, (b + root) / a, p, pOfEqual);
  }

  /**
   * The groups of a channel.
   *
   * @param means of the groups of each half
   * @param counts number of groups of each half with observations
   */
  private record Halves(double[][] groups, double[][] means, int[] counts) {
    static Halves of(double[][] groups) {
      double[][] means = new double[2][groups[0].length];
      int[] counts = new int[2];
      for (int g = 0; g < groups.length; g++) {
        if (!Double.isNaN(groups[g][0])) {
          counts[g % 2]++;
          for (int k = 0; k < groups[g].length; k++) {
            means[g % 2][k] += (groups[g][k] - means[g % 2][k]) / counts[g % 2];
          }
        }
      }
      return new Halves(groups, means, counts);
    }

    /**
     * Returns by how much a group changes the product of its half with the other half of a channel.
     */
    double change(int g, Halves channel) {
      double n = counts[g % 2];
      double[] across = channel.means[1 - g % 2];
      return Double.isNaN(groups[g][0])
          ? 0
          : (Regression.product(groups[g], across) - Regression.product(means[g % 2], across))
              / Math.sqrt(n * (n - 1));
    }
  }

  /**
   * Coordinates of coefficients in which the product of two kernels is the covariance of the
   * responses that they predict: {@code Lᵀh}, where {@code LLᵀ} is the covariance of the scores.
   */
  public static final class ScoreMetric {
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
}
