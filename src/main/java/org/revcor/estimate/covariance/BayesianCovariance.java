package org.revcor.estimate.covariance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.revcor.estimate.Vectors;

/**
 * Finds axes of spike-triggered covariance under a smoothness prior (Bayesian spike-triggered
 * covariance, Park & Pillow 2011), one after the other, orthogonal to the average.
 *
 * <p>For a neuron with the rate {@code exp(½ xᵀCx + bᵀx + a)} and Gaussian stimuli of covariance 1,
 * the expected log-likelihood at the best a and b is {@code n/2 [tr(CΛ) + log|1-C|]}. Λ is the
 * covariance of the triggered stimuli about their mean. For one axis, {@code C = ±wwᵀ}, and the
 * prior {@code w ~ N(0, K)}, the most probable w is an eigenvector: the first of {@code Λ - K⁻¹/n},
 * with eigenvalue {@code 1/(1-|w|²)}, for an excitatory axis; the last of {@code Λ + K⁻¹/n}, with
 * {@code 1/(1+|w|²)}, for a suppressive one.
 *
 * <p>Width and strength of the prior are those with which the axis of either half best predicts the
 * other half. The paper maximises the evidence instead; in Laplace's approximation that favours an
 * axis over none even in pure noise.
 */
public record BayesianCovariance(int planes, int height, int width) {
  private static final double[] WIDTHS = {0, 0.75, 1.25, 2, 3};
  private static final double[] STRENGTHS = {0.03, 0.1, 0.3, 1};
  private static final double UNSMOOTH = 0.01;
  private static final double TINY = 1e-10;

  /** An axis must make the other halves at least twenty times more probable. */
  private static final double MIN_GAIN = Math.log(20);

  /**
   * Moments of one half of the trials, in units of the law's deviation and about its mean.
   *
   * @param covariance second moments of the triggered stimuli, d x d row by row
   * @param trials effective number n of trials
   */
  public record Half(float[] covariance, float[] average, double trials) {}

  /**
   * An axis.
   *
   * @param excitatory whether stimuli vary more along it than all stimuli, not less
   * @param direction unit vector, planes x rows x columns
   * @param eigenvalue most probable variance of the triggered stimuli along it, in units of the
   *     law's variance
   * @param gain logarithm of the factor by which the other half's axis makes each half more
   *     probable
   * @param width standard deviation of the prior's kernel, in pixels; 0 without smoothness
   */
  public record SmoothAxis(
      boolean excitatory, float[] direction, double eigenvalue, double gain, double width) {}

  private record Prior(DMatrixRMaj inverse, double width) {}

  private record Candidate(Prior prior, double strength, int sign) {}

  /**
   * @param gain logarithm of the factor by which the axis of the other half makes each half more
   *     probable
   */
  private record Predicted(Candidate candidate, double gain) {}

  private record Weights(DMatrixRMaj direction, double squared, double eigenvalue) {}

  public List<SmoothAxis> axes(Half a, Half b, int maxAxes) {
    DMatrixRMaj ofA = centred(a);
    DMatrixRMaj ofB = centred(b);
    List<SmoothAxis> axes = new ArrayList<>();
    List<float[]> done = new ArrayList<>();
    average(a, ofA, b, ofB).ifPresent(done::add);
    while (axes.size() < maxAxes && done.size() < a.average().length - 1) {
      DMatrixRMaj free = complement(done);
      Search search =
          new Search(within(ofA, free), a.trials(), within(ofB, free), b.trials(), free);
      Optional<SmoothAxis> next =
          Arrays.stream(WIDTHS)
              .boxed()
              .map(each -> new Prior(inverse(within(kernel(each), free)), each))
              .flatMap(BayesianCovariance::candidates)
              .toList()
              .parallelStream()
              .map(search::predicted)
              .filter(predicted -> predicted.gain() >= MIN_GAIN)
              .max(Comparator.comparingDouble(Predicted::gain))
              .flatMap(search::axis);
      if (next.isEmpty()) {
        return axes;
      }
      axes.add(next.get());
      done.add(next.get().direction());
    }
    return axes;
  }

  /**
   * Returns the direction of the average, if it exists by the rule of {@link AxisSearch}. A
   * threshold alone shrinks the variance along it.
   */
  private static Optional<float[]> average(Half a, DMatrixRMaj ofA, Half b, DMatrixRMaj ofB) {
    double shared = 0;
    double[] mean = new double[a.average().length];
    for (int i = 0; i < mean.length; i++) {
      shared += (double) a.average()[i] * b.average()[i];
      mean[i] = a.trials() * a.average()[i] + b.trials() * b.average()[i];
    }
    double noise = Vectors.dot(ofA.getData(), ofB.getData());
    if (shared * Math.sqrt(a.trials() * b.trials() / noise) < AxisSearch.MIN_AVERAGE_SCORE) {
      return Optional.empty();
    }
    double norm = Math.sqrt(Vectors.dot(mean, mean));
    float[] direction = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      direction[i] = (float) (mean[i] / norm);
    }
    return Optional.of(direction);
  }

  private static Stream<Candidate> candidates(Prior prior) {
    return Arrays.stream(STRENGTHS)
        .boxed()
        .flatMap(
            strength ->
                Stream.of(new Candidate(prior, strength, 1), new Candidate(prior, strength, -1)));
  }

  private static DMatrixRMaj centred(Half half) {
    int d = half.average().length;
    DMatrixRMaj centred = new DMatrixRMaj(d, d);
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        double product = (double) half.average()[i] * half.average()[j];
        centred.set(i, j, half.covariance()[i * d + j] - product);
      }
    }
    return centred;
  }

  private static DMatrixRMaj inverse(DMatrixRMaj kernel) {
    DMatrixRMaj inverse = new DMatrixRMaj(kernel.getNumRows(), kernel.getNumCols());
    if (!CommonOps_DDRM.invert(kernel, inverse)) {
      throw new IllegalStateException("the kernel of a prior has no inverse");
    }
    return inverse;
  }

  /** Searches for the next axis in the complement of the previous ones. */
  private record Search(
      DMatrixRMaj a, double trialsA, DMatrixRMaj b, double trialsB, DMatrixRMaj free) {

    /** Returns the gain of the axis of each half on the other half. */
    Predicted predicted(Candidate candidate) {
      Optional<Weights> fromA = fit(a, trialsA, candidate);
      Optional<Weights> fromB = fit(b, trialsB, candidate);
      if (fromA.isEmpty() || fromB.isEmpty()) {
        return new Predicted(candidate, Double.NEGATIVE_INFINITY);
      }
      int sign = candidate.sign();
      return new Predicted(
          candidate, gain(fromA.get(), b, trialsB, sign) + gain(fromB.get(), a, trialsA, sign));
    }

    /** Returns the axis of both halves together. */
    Optional<SmoothAxis> axis(Predicted best) {
      double trials = trialsA + trialsB;
      DMatrixRMaj both = new DMatrixRMaj(a.getNumRows(), a.getNumCols());
      CommonOps_DDRM.add(trialsA / trials, a, trialsB / trials, b, both);
      return fit(both, trials, best.candidate())
          .map(
              weights ->
                  new SmoothAxis(
                      best.candidate().sign() > 0,
                      whole(weights.direction()),
                      weights.eigenvalue(),
                      best.gain(),
                      best.candidate().prior().width()));
    }

    private float[] whole(DMatrixRMaj direction) {
      DMatrixRMaj whole = new DMatrixRMaj(free.getNumRows(), 1);
      CommonOps_DDRM.mult(free, direction, whole);
      float[] values = new float[whole.getNumElements()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) whole.get(i);
      }
      return values;
    }

    /** Returns the most probable axis; empty if the prior suppresses it. */
    private Optional<Weights> fit(DMatrixRMaj covariance, double trials, Candidate candidate) {
      int d = covariance.getNumRows();
      int sign = candidate.sign();
      double scale = candidate.strength() / free.getNumRows();
      DMatrixRMaj regularised = new DMatrixRMaj(d, d);
      CommonOps_DDRM.add(
          sign, covariance, -1 / (trials * scale), candidate.prior().inverse(), regularised);
      EigenDecomposition_F64<DMatrixRMaj> eigen = Symmetric.decomposed(regularised.copy(), true);
      int top = 0;
      for (int i = 1; i < d; i++) {
        top = value(eigen, i) > value(eigen, top) ? i : top;
      }
      double eigenvalue = sign * value(eigen, top);
      double squared = sign * (1 - 1 / eigenvalue);
      return eigenvalue > 0 && squared > TINY
          ? Optional.of(new Weights(eigen.getEigenVector(top), squared, eigenvalue))
          : Optional.empty();
    }

    private static double gain(Weights weights, DMatrixRMaj other, double trials, int sign) {
      DMatrixRMaj product = new DMatrixRMaj(other.getNumRows(), 1);
      CommonOps_DDRM.mult(other, weights.direction(), product);
      double variance = CommonOps_DDRM.dot(weights.direction(), product);
      double signed = sign * weights.squared();
      return trials / 2 * (signed * variance + Math.log(1 - signed));
    }
  }

  /**
   * Returns the prior's covariance: Gaussian in the pixel distance within a plane, 1 on the
   * diagonal.
   */
  private DMatrixRMaj kernel(double kernelWidth) {
    int space = height * width;
    int d = planes * space;
    DMatrixRMaj kernel = new DMatrixRMaj(d, d);
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        double rows = i % space / width - j % space / width;
        double columns = i % width - j % width;
        double distance = rows * rows + columns * columns;
        double near =
            i == j
                ? 1
                : kernelWidth == 0 || i / space != j / space
                    ? 0
                    : Math.exp(-distance / (2 * kernelWidth * kernelWidth));
        kernel.set(i, j, (near + (i == j ? UNSMOOTH : 0)) / (1 + UNSMOOTH));
      }
    }
    return kernel;
  }

  /** Returns an orthonormal basis, as columns, of the complement of orthonormal directions. */
  private DMatrixRMaj complement(List<float[]> directions) {
    int d = planes * height * width;
    DMatrixRMaj projection = CommonOps_DDRM.identity(d);
    for (float[] direction : directions) {
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          projection.add(i, j, -(double) direction[i] * direction[j]);
        }
      }
    }
    if (directions.isEmpty()) {
      return projection;
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen = Symmetric.decomposed(projection.copy(), true);
    DMatrixRMaj basis = new DMatrixRMaj(d, d - directions.size());
    int column = 0;
    for (int i = 0; i < d && column < d - directions.size(); i++) {
      if (value(eigen, i) > 0.5) {
        CommonOps_DDRM.insert(eigen.getEigenVector(i), basis, 0, column++);
      }
    }
    return basis;
  }

  private static DMatrixRMaj within(DMatrixRMaj matrix, DMatrixRMaj basis) {
    DMatrixRMaj half = new DMatrixRMaj(matrix.getNumRows(), basis.getNumCols());
    DMatrixRMaj whole = new DMatrixRMaj(basis.getNumCols(), basis.getNumCols());
    CommonOps_DDRM.mult(matrix, basis, half);
    CommonOps_DDRM.multTransA(basis, half, whole);
    CommonOps_DDRM.symmUpperToFull(whole);
    return whole;
  }

  private static double value(EigenDecomposition_F64<DMatrixRMaj> eigen, int i) {
    return eigen.getEigenvalue(i).getReal();
  }
}
