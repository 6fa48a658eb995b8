package org.revcor.estimate.covariance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.revcor.estimate.covariance.BayesianCovariance.Half;
import org.revcor.estimate.covariance.BayesianCovariance.SmoothAxis;

@Tag("full")
class BayesianCovarianceTest {
  private static final int SIDE = 8;
  private static final int D = SIDE * SIDE;
  private static final double[] WAVE = wave(0);
  private static final double[] SHIFTED = wave(Math.PI / 2);

  @Test
  void smoothAxisIsFoundFromFewTrialsWhereThePlainOneIsNoise() {
    double smooth = 0;
    double plain = 0;
    for (long seed = 0; seed < 10; seed++) {
      Half[] halves = halves(seed, 900, x -> square(dot(WAVE, x)));
      List<SmoothAxis> axes = axes(halves);
      assertThat(axes).isNotEmpty();
      assertThat(axes.getFirst().excitatory()).isTrue();
      assertThat(axes.getFirst().width()).isPositive();
      smooth += along(axes.getFirst(), WAVE) / 10;
      plain += plain(halves) / 10;
    }
    assertThat(1 - smooth).isLessThan((1 - plain) / 2);
  }

  @Test
  void energyNeuronHasTwoAxesInThePlaneOfItsFilters() {
    List<SmoothAxis> axes =
        axes(halves(1, 4_000, x -> square(dot(WAVE, x)) + square(dot(SHIFTED, x))));
    assertThat(axes).hasSize(2).allMatch(SmoothAxis::excitatory);
    for (SmoothAxis axis : axes) {
      assertThat(square(along(axis, WAVE)) + square(along(axis, SHIFTED))).isGreaterThan(0.9);
      assertThat(axis.eigenvalue()).isBetween(1.6, 2.3);
    }
  }

  @Test
  void neuronThatRespondsNearItsMeanHasASuppressiveAxis() {
    List<SmoothAxis> axes = axes(halves(2, 4_000, x -> Math.abs(dot(WAVE, x)) < 0.7 ? 1 : 0));
    assertThat(axes).hasSize(1);
    assertThat(axes.getFirst().excitatory()).isFalse();
    assertThat(along(axes.getFirst(), WAVE)).isGreaterThan(0.9);
    // 0.148 is the variance of a normal number within ±.7
    assertThat(axes.getFirst().eigenvalue()).isBetween(0.1, 0.35);
  }

  @Test
  void thresholdAloneIsNoAxis() {
    int found = 0;
    for (long seed = 0; seed < 20; seed++) {
      found += axes(halves(seed, 2_000, x -> Math.max(0, dot(WAVE, x)))).isEmpty() ? 0 : 1;
    }
    assertThat(found).isLessThanOrEqualTo(1);
  }

  @Test
  void pureNoiseRarelyHasAnAxis() {
    int found = 0;
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(~seed);
      found += axes(halves(seed, 1_000, x -> random.nextInt(2))).isEmpty() ? 0 : 1;
    }
    assertThat(found).isLessThanOrEqualTo(1);
  }

  private static List<SmoothAxis> axes(Half[] halves) {
    return new BayesianCovariance(1, SIDE, SIDE).axes(halves[0], halves[1], 5);
  }

  private static Half[] halves(long seed, int trials, ToDoubleFunction<double[]> neuron) {
    Random random = new Random(seed);
    return new Half[] {half(random, trials / 2, neuron), half(random, trials / 2, neuron)};
  }

  private static Half half(Random random, int trials, ToDoubleFunction<double[]> neuron) {
    double[] products = new double[D * D];
    double[] sums = new double[D];
    double responses = 0;
    double squares = 0;
    double[] x = new double[D];
    for (int t = 0; t < trials; t++) {
      for (int i = 0; i < D; i++) {
        x[i] = random.nextGaussian();
      }
      double r = neuron.applyAsDouble(x);
      responses += r;
      squares += r * r;
      for (int i = 0; i < D; i++) {
        sums[i] += r * x[i];
        for (int j = 0; j < D; j++) {
          products[i * D + j] += r * x[i] * x[j];
        }
      }
    }
    return new Half(
        shares(products, responses), shares(sums, responses), responses * responses / squares);
  }

  private static float[] shares(double[] sums, double responses) {
    float[] shares = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      shares[i] = (float) (sums[i] / responses);
    }
    return shares;
  }

  /** Returns how well the first plain eigenvector fits. */
  private static double plain(Half[] halves) {
    DMatrixRMaj covariance = new DMatrixRMaj(D, D);
    for (int i = 0; i < D * D; i++) {
      covariance.set(i, (halves[0].covariance()[i] + halves[1].covariance()[i]) / 2);
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(D, true, true);
    assertThat(eigen.decompose(covariance)).isTrue();
    int top = 0;
    for (int i = 1; i < D; i++) {
      top = eigen.getEigenvalue(i).getReal() > eigen.getEigenvalue(top).getReal() ? i : top;
    }
    return Math.abs(dot(WAVE, eigen.getEigenVector(top).getData()));
  }

  /** Returns a Gabor patch of unit norm. */
  private static double[] wave(double phase) {
    double[] wave = new double[D];
    double squares = 0;
    for (int i = 0; i < D; i++) {
      int row = i / SIDE;
      int column = i % SIDE;
      double y = row - 3.5;
      double x = column - 3.5;
      wave[i] = Math.exp(-(x * x + y * y) / 8) * Math.cos(2 * Math.PI * x / 5 + phase);
      squares += wave[i] * wave[i];
    }
    for (int i = 0; i < D; i++) {
      wave[i] /= Math.sqrt(squares);
    }
    return wave;
  }

  private static double along(SmoothAxis axis, double[] filter) {
    double sum = 0;
    for (int i = 0; i < D; i++) {
      sum += axis.direction()[i] * filter[i];
    }
    return Math.abs(sum);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double square(double x) {
    return x * x;
  }
}
