package org.revcor.estimate;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.revcor.estimate.Vectors.UpperTriangle;

/**
 * Removes correlations of the shown stimuli, by law or by chance, from maps: {@code C⁻¹ Cov(x, r)}
 * with their covariance C (the paper's Eq 5). This is ordinary least squares, or ridge regression
 * with a ridge.
 *
 * <p>Thread-safe: each patch is decomposed once, at the first request.
 */
public final class Whitening {
  /** Minimum number of trials per value for the inverse of a covariance without a ridge. */
  private static final int MIN_TRIALS_PER_VALUE = 3;

  /**
   * Minimum number of independent stimuli per dimension of the noise for a limit of the
   * reliability. With fewer, up to a tenth of maps of noise had a limit above 0, instead of a
   * twentieth.
   */
  private static final int MIN_DRAWS_PER_DIMENSION = 2;

  /** Effective values at which both estimates of the residual variance have the same weight. */
  private static final double SURE_VALUES = 10;

  private final double ridge;
  private final int trialsPerDraw;
  private final Sums all;
  private final Sums a;
  private final Sums b;
  private final Map<Patch, OfPatch> patches = new ConcurrentHashMap<>();

  /**
   * Sums over trials.
   *
   * @param upper Σyyᵀ, upper triangle row by row
   * @param mean ȳ
   */
  record Sums(long trials, double[] upper, double[] mean) {
    double covariance(int i, int j) {
      return upper[UpperTriangle.place(mean.length, i, j)] / trials - mean[i] * mean[j];
    }
  }

  Whitening(double ridge, int trialsPerDraw, Sums all, Sums a, Sums b) {
    this.ridge = ridge;
    this.trialsPerDraw = trialsPerDraw;
    this.all = all;
    this.a = a;
    this.b = b;
  }

  /** Returns the whitening of a patch. */
  OfPatch of(Patch patch) {
    return patches.computeIfAbsent(patch, each -> new OfPatch(each.indices()));
  }

  /** The covariance within a patch. */
  final class OfPatch {
    private final Inverse ofAll;
    private final Inverse ofA;
    private final Inverse ofB;
    private final double[] errorScale;
    private final Noise noise;
    private final int[] indices;
    private final double meanVariance;

    private OfPatch(int[] indices) {
      this.indices = indices;
      double sum = 0;
      for (int index : indices) {
        sum += all.covariance(index, index);
      }
      meanVariance = sum / indices.length;
      ofAll = new Inverse(all, indices);
      ofA = new Inverse(a, indices);
      ofB = new Inverse(b, indices);
      noise = ofAll.noise();
      errorScale = noise.diagonal();
    }

    /**
     * Returns how many dimensions the noise of a whitened map spans in the metric of {@link
     * #power}, by the residuals of groups ({@link NoiseSketch}).
     *
     * @param sums Cov(x, r) times the weight, for each group
     * @param weights trials of each group
     * @return from 1 to the number of values; NaN below {@link SignalToNoise#MIN_BLOCKS} effective
     *     groups, or {@link #MIN_DRAWS_PER_DIMENSION}, where the covariances of both halves differ
     *     too much from that of all trials
     */
    double dimensions(double[][] sums, double[] weights) {
      double weight = Arrays.stream(weights).sum();
      double effective = weight * weight / Vectors.dot(weights, weights);
      double draws = (double) all.trials() / trialsPerDraw;
      double spanned = noise.power() * noise.power() / noise.squares();
      if (!(effective >= SignalToNoise.MIN_BLOCKS && draws >= MIN_DRAWS_PER_DIMENSION * spanned)) {
        return Double.NaN;
      }
      double[] mean = new double[indices.length];
      for (double[] each : sums) {
        Vectors.add(mean, 1 / weight, each);
      }
      int groups = sums.length;
      double[][] residuals = new double[groups][];
      double[][] whitened = new double[groups][];
      double[] products = new double[groups * groups];
      for (int g = 0; g < groups; g++) {
        residuals[g] = sums[g].clone();
        Vectors.add(residuals[g], -weights[g], mean);
        whitened[g] = ofAll.times(residuals[g].clone());
        for (int h = 0; h <= g; h++) {
          products[g * groups + h] =
              Vectors.dot(whitened[g], residuals[h])
                  - ofAll.added * Vectors.dot(whitened[g], whitened[h]);
        }
      }
      return Math.clamp(NoiseSketch.dimensions(products, effective), 1, indices.length);
    }

    /**
     * Returns the mean variance, which converts a whitened map to the unit of an unwhitened one.
     */
    double meanVariance() {
      return meanVariance;
    }

    /** Returns {@code C⁻¹ k} of all trials; NaN if it is not defined. */
    double[] whitened(double[] covariance) {
      return ofAll.times(covariance);
    }

    double[] whitenedA(double[] covariance) {
      return ofA.times(covariance);
    }

    double[] whitenedB(double[] covariance) {
      return ofB.times(covariance);
    }

    /** Returns {@code vᵀCv}. */
    double power(double[] v) {
      double power = 0;
      for (int i = 0; i < indices.length; i++) {
        double row = all.covariance(indices[i], indices[i]) * v[i] / 2;
        for (int j = 0; j < i; j++) {
          row += all.covariance(indices[i], indices[j]) * v[j];
        }
        power += 2 * v[i] * row;
      }
      return power;
    }

    /**
     * Returns standard errors of {@code v = M k}, {@code M = (C + ρ)⁻¹} with a ridge of ρ: {@code
     * s² (M C M)ᵢᵢ / n}. They are those about the map of infinitely many trials with the same
     * ridge. s² is a mean of the residual variance of the responses, which assumes a linear
     * response, and of the squared difference of the halves a and b, which has the weight {@code
     * e/(e+10)} for e effective values. For n trials and d values the expectation of {@code
     * |a-b|²/4} is {@code s² (p/n) (n-d-1)/(n-2d-2)}, with {@code p = Σ(λ/(λ+ρ))²} over the
     * variances λ along the axes of C.
     *
     * @param responseVariance Var(r)
     * @param a {@code C⁻¹ k} of the first halves
     * @param b {@code C⁻¹ k} of the second halves
     */
    double[] errors(
        double[] covariance, double[] whitened, double responseVariance, double[] a, double[] b) {
      int values = covariance.length;
      double explained = 0;
      double[] difference = new double[values];
      for (int i = 0; i < values; i++) {
        explained += whitened[i] * (covariance[i] + ofAll.added * whitened[i]);
        difference[i] = a[i] - b[i];
      }
      double n = all.trials();
      double degrees = n - values - 1.0;
      double residual = Math.max(0, responseVariance - explained) * n / degrees;
      double ofHalves = degrees - values - 1;
      double differing = power(difference) / 4 * n / noise.power() * ofHalves / degrees;
      double effective = noise.power() * noise.power() / noise.squares();
      double share = ofHalves > 0 ? effective / (effective + SURE_VALUES) : 0;
      double variance = share * differing + (1 - share) * residual;
      return Arrays.stream(errorScale)
          .map(each -> degrees > 0 ? Math.sqrt(variance * each / n) : Double.NaN)
          .toArray();
    }
  }

  /**
   * The noise of whitened maps.
   *
   * @param diagonal of M C M
   * @param power Σs, of the powers s = (λ/(λ+ρ))²
   * @param squares Σs²
   */
  private record Noise(double[] diagonal, double power, double squares) {}

  /**
   * The inverse of one covariance, if it exists. Synchronised because the solver has working
   * memory.
   */
  private final class Inverse {
    private final int size;

    /** What is added to each variance. */
    private final double added;

    private final Optional<LinearSolverDense<DMatrixRMaj>> solver;

    Inverse(Sums sums, int[] indices) {
      size = indices.length;
      DMatrixRMaj matrix = new DMatrixRMaj(size, size);
      double variance = 0;
      for (int i = 0; i < size; i++) {
        for (int j = 0; j <= i; j++) {
          double value = sums.covariance(indices[i], indices[j]);
          matrix.unsafe_set(i, j, value);
          matrix.unsafe_set(j, i, value);
        }
        variance += matrix.unsafe_get(i, i) / size;
      }
      added = ridge * variance;
      for (int i = 0; i < size; i++) {
        matrix.unsafe_set(i, i, matrix.unsafe_get(i, i) + added);
      }
      LinearSolverDense<DMatrixRMaj> cholesky = LinearSolverFactory_DDRM.chol(size);
      boolean enough = ridge > 0 || sums.trials() >= (long) MIN_TRIALS_PER_VALUE * size;
      solver = enough && cholesky.setA(matrix) ? Optional.of(cholesky) : Optional.empty();
    }

    synchronized double[] times(double[] vector) {
      if (solver.isEmpty()) {
        return undefined();
      }
      DMatrixRMaj result = new DMatrixRMaj(size, 1);
      solver.get().solve(DMatrixRMaj.wrap(size, 1, vector), result);
      return result.getData();
    }

    synchronized Noise noise() {
      if (solver.isEmpty()) {
        return new Noise(undefined(), Double.NaN, Double.NaN);
      }
      DMatrixRMaj inverse = new DMatrixRMaj(size, size);
      solver.get().invert(inverse);
      double[] diagonal = new double[size];
      Arrays.setAll(diagonal, i -> inverse.unsafe_get(i, i));
      return added == 0 ? new Noise(diagonal, size, size) : ridged(inverse, diagonal);
    }

    /** M C M is M (1 - ρM), and 1 - ρM has the axes of the covariance and the values λ/(λ+ρ). */
    private Noise ridged(DMatrixRMaj inverse, double[] diagonal) {
      DMatrixRMaj shrunk = CommonOps_DDRM.identity(size);
      CommonOps_DDRM.addEquals(shrunk, -added, inverse);
      DMatrixRMaj powers = new DMatrixRMaj(size, size);
      CommonOps_DDRM.mult(shrunk, shrunk, powers);
      double squares = Arrays.stream(powers.getData()).map(each -> each * each).sum();
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          diagonal[i] -= added * inverse.unsafe_get(i, j) * inverse.unsafe_get(i, j);
        }
      }
      return new Noise(diagonal, CommonOps_DDRM.trace(powers), squares);
    }

    private double[] undefined() {
      double[] undefined = new double[size];
      Arrays.fill(undefined, Double.NaN);
      return undefined;
    }
  }
}
