package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.estimate.StimulusSums.StimulusMeans;

/** Neurons with a known filter under noise with correlated neighbouring values. */
final class WhiteningTest {
  private static final int D = 20;
  private static final int BLOCK = 100;

  /** Each value is the mean of its own draw and its neighbour's. */
  private static double[] coloured(Random random) {
    double[] x = new double[D];
    double before = random.nextGaussian();
    for (int i = 0; i < D; i++) {
      double next = random.nextGaussian();
      x[i] = 1 + before + next;
      before = next;
    }
    return x;
  }

  private static double[] filter() {
    return SimulatedObservers.weights(D, 5);
  }

  /** A linear neuron with noise, and a neuron that fires with a probability. */
  private static Trials trials(int n, long seed, boolean spiking) {
    Random random = new Random(seed);
    double[] w = filter();
    double[][] x = new double[n][];
    double[][] r = new double[n][1];
    for (int t = 0; t < n; t++) {
      x[t] = coloured(random);
      double drive = SimulatedObservers.dot(w, x[t]);
      r[t][0] =
          spiking
              ? random.nextDouble() < 1 / (1 + Math.exp(-drive)) ? 1 : 0
              : drive + random.nextGaussian();
    }
    return new Trials(x, r);
  }

  private record Shown(ChannelMoments moments, StimulusMeans means) {
    float[] view(MapView view) {
      return moments.view(view, means);
    }
  }

  private static Shown whitened(Trials trials, Estimand estimand, Patch patch, double ridge) {
    return whitened(trials, 1, estimand, patch, ridge);
  }

  private static Shown whitened(
      Trials trials, int trialsPerDraw, Estimand estimand, Patch patch, double ridge) {
    ChannelMoments moments = ChannelMoments.whitened(estimand, patch);
    StimulusSums sums = new StimulusSums(D);
    StimulusProducts products = new StimulusProducts(new double[D], ridge, trialsPerDraw);
    long block = 0;
    int size = trials.size();
    for (Trials each : trials.blocks(Math.min(BLOCK, size < 30 ? size : size / 5))) {
      Tally tally = each.tallyWithProducts(block++);
      moments.add(cropped(tally, patch), 0);
      sums.add(tally);
      products.add(tally);
    }
    StimulusMeans means = sums.means();
    return new Shown(moments, means.withWhitening(products.whitening(means)));
  }

  private static Tally cropped(Tally tally, Patch patch) {
    return new Tally(tally.block(), cropped(tally.a(), patch), cropped(tally.b(), patch));
  }

  private static HalfTally cropped(HalfTally half, Patch patch) {
    double[][] rows = {patch.of(half.weighted()[0])};
    return new HalfTally(
        half.trials(), half.stimuli(), half.responses(), half.squaredResponses(), rows);
  }

  @ParameterizedTest
  @CsvSource({"0", "0.3"})
  void kernelIsThatOfRidgeRegression(double ridge) {
    Trials trials = trials(1_000, 1, false);
    float[] kernel =
        whitened(trials, Estimand.FIRST_ORDER_KERNEL, Patch.whole(D), ridge).view(MapView.MAP);
    double[] meanX = new double[D];
    double meanR = 0;
    double n = trials.size();
    for (int t = 0; t < n; t++) {
      meanR += trials.responses()[t][0] / n;
      for (int i = 0; i < D; i++) {
        meanX[i] += trials.stimuli()[t][i] / n;
      }
    }
    DMatrixRMaj covariance = new DMatrixRMaj(D, D);
    DMatrixRMaj products = new DMatrixRMaj(D, 1);
    for (int t = 0; t < n; t++) {
      for (int i = 0; i < D; i++) {
        double x = trials.stimuli()[t][i] - meanX[i];
        products.add(i, 0, x * (trials.responses()[t][0] - meanR) / n);
        for (int j = 0; j < D; j++) {
          covariance.add(i, j, x * (trials.stimuli()[t][j] - meanX[j]) / n);
        }
      }
    }
    double variance = CommonOps_DDRM.trace(covariance) / D;
    for (int i = 0; i < D; i++) {
      covariance.add(i, i, ridge * variance);
    }
    DMatrixRMaj expected = new DMatrixRMaj(D, 1);
    CommonOps_DDRM.solve(covariance, products, expected);
    for (int i = 0; i < D; i++) {
      assertThat((double) kernel[i]).isCloseTo(expected.get(i), within(1e-4));
    }
  }

  /**
   * χ² with {@link #D} degrees of freedom; without whitening every value contains a share of its
   * neighbours.
   */
  @Test
  void kernelOfALinearNeuronIsItsFilterWithinItsErrors() {
    Trials trials = trials(20_000, 2, false);
    Shown shown = whitened(trials, Estimand.FIRST_ORDER_KERNEL, Patch.whole(D), 0);
    assertThat(chi2(shown)).isCloseTo(D, within(4.5 * Math.sqrt(2.0 * D)));
    float[] z = shown.view(MapView.Z);
    float[] map = shown.view(MapView.MAP);
    float[] errors = shown.view(MapView.ERROR);
    for (int i = 0; i < D; i++) {
      assertThat(z[i]).isEqualTo(map[i] / errors[i]);
    }
  }

  /** All values depend on three numbers; the response does not depend on them. */
  @Test
  void noiseUnderStimuliOfFewDimensionsIsNoMap() {
    double[][] axes = {
      SimulatedObservers.weights(D, 1),
      SimulatedObservers.weights(D, 2),
      SimulatedObservers.weights(D, 3)
    };
    int studies = 400;
    int assured = 0;
    for (int study = 0; study < studies; study++) {
      Random random = new Random(study);
      double[][] x = new double[1_000][D];
      double[][] r = new double[x.length][1];
      for (int t = 0; t < x.length; t++) {
        for (double[] axis : axes) {
          double latent = random.nextGaussian();
          for (int i = 0; i < D; i++) {
            x[t][i] += latent * axis[i];
          }
        }
        r[t][0] = random.nextGaussian();
      }
      Shown shown = whitened(new Trials(x, r), Estimand.FIRST_ORDER_KERNEL, Patch.whole(D), 0.01);
      SignalToNoise snr = shown.moments().statistics(shown.means()).signal();
      assertThat(snr.dimensions()).isBetween(1.5, 5.0);
      assured += snr.assured() > 0 ? 1 : 0;
    }
    assertThat((double) assured / studies).isLessThan(0.05 + 4 * Math.sqrt(0.05 * 0.95 / studies));
  }

  /** The power of values falls by 400; the response does not depend on them. */
  @ParameterizedTest
  @CsvSource({"10, 0.001", "10, 0.1", "20, 0.01", "20, 1", "30, 0.1", "40, 0.01", "80, 0.01"})
  void noiseInFewTrialsIsNoMap(int trials, double ridge) {
    int studies = 400;
    int assured = 0;
    for (int study = 0; study < studies; study++) {
      Random random = new Random(study);
      double[][] x = new double[trials][D];
      double[][] r = new double[trials][1];
      for (int t = 0; t < trials; t++) {
        for (int i = 0; i < D; i++) {
          x[t][i] = random.nextGaussian() / (i + 1);
        }
        r[t][0] = random.nextGaussian();
      }
      Shown shown = whitened(new Trials(x, r), Estimand.FIRST_ORDER_KERNEL, Patch.whole(D), ridge);
      assured += shown.moments().statistics(shown.means()).signal().assured() > 0 ? 1 : 0;
    }
    assertThat((double) assured / studies).isLessThan(0.05 + 4 * Math.sqrt(0.05 * 0.95 / studies));
  }

  /** Antithetic pairs count once: their covariance has half of the rank. */
  @Test
  void limitIsUnknownBelowTwoDrawsPerDimensionOfTheNoise() {
    assertThat(limit(trials(30, 1, false), 1, 0.001)).isNaN();
    assertThat(limit(trials(60, 1, false), 1, 0.001)).isNotNaN();
    assertThat(limit(trials(60, 1, false), 2, 0.001)).isNaN();
    assertThat(limit(trials(30, 1, false), 1, 1)).isNotNaN();
  }

  private static double limit(Trials trials, int trialsPerDraw, double ridge) {
    Shown shown =
        whitened(trials, trialsPerDraw, Estimand.FIRST_ORDER_KERNEL, Patch.whole(D), ridge);
    return shown.moments().statistics(shown.means()).signal().assured();
  }

  private static double chi2(Shown shown) {
    float[] map = shown.view(MapView.MAP);
    float[] errors = shown.view(MapView.ERROR);
    double[] w = filter();
    double chi2 = 0;
    for (int i = 0; i < D; i++) {
      chi2 += Math.pow((map[i] - w[i]) / errors[i], 2);
    }
    return chi2;
  }

  /**
   * Under Gaussian stimuli the whitened map of any function of w·x is a multiple of w (Bussgang).
   */
  @Test
  void mapOfASpikingNeuronHasTheShapeOfItsFilter() {
    Trials trials = trials(40_000, 3, true);
    Shown shown = whitened(trials, Estimand.CLASS_MAP, Patch.whole(D), 0);
    float[] w = new float[D];
    for (int i = 0; i < D; i++) {
      w[i] = (float) filter()[i];
    }
    float[] map = shown.view(MapView.MAP);
    double noise = 0;
    double power = 0;
    for (int i = 0; i < D; i++) {
      noise += Math.pow(shown.view(MapView.ERROR)[i], 2);
      power += map[i] * map[i];
    }
    // the mean of 1/r² - 1 is noise over power; its relative spread is √(2/D)
    double limit = noise / power * (1 + 4.5 * Math.sqrt(2.0 / D));
    double r = Reliability.correlation(map, w);
    assertThat(1 / (r * r) - 1).isLessThan(limit);
    assertThat(noise / power).isLessThan(0.02);
    StimulusSums sums = new StimulusSums(D);
    ChannelMoments plain =
        ChannelMoments.averages(Estimand.CLASS_MAP, Patch.whole(D), variances(), new Workspace());
    for (Trials each : trials.blocks(BLOCK)) {
      sums.add(each.tally(0));
      plain.add(each.tally(0), 0);
    }
    double blurred = Reliability.correlation(plain.view(MapView.MAP, sums.means()), w);
    assertThat(1 / (blurred * blurred) - 1).isGreaterThan(3 * limit);
  }

  private static double[] variances() {
    double[] variances = new double[D];
    Arrays.fill(variances, 2);
    return variances;
  }

  /**
   * The spread of 20 correlated values over 400 seeds has an error of 2 %. The errors of a strongly
   * driven neuron are 5 % too small, since its residuals vary with the stimulus.
   */
  @ParameterizedTest
  @CsvSource({"FIRST_ORDER_KERNEL, false", "CLASS_MAP, true"})
  void errorsAreTheSpreadOverSeeds(Estimand estimand, boolean spiking) {
    int seeds = 400;
    double[] sum = new double[D];
    double[] squares = new double[D];
    double reported = 0;
    for (int seed = 0; seed < seeds; seed++) {
      Shown shown = whitened(trials(2_000, seed, spiking), estimand, Patch.whole(D), 0);
      float[] map = shown.view(MapView.MAP);
      float[] errors = shown.view(MapView.ERROR);
      for (int i = 0; i < D; i++) {
        sum[i] += map[i];
        squares[i] += (double) map[i] * map[i];
        reported += (double) errors[i] * errors[i] / seeds;
      }
    }
    double spread = 0;
    for (int i = 0; i < D; i++) {
      spread += (squares[i] - sum[i] * sum[i] / seeds) / (seeds - 1);
    }
    assertThat(Math.sqrt(reported / spread)).isBetween(0.9, 1.05);
  }

  @Test
  void mapsAreUndefinedBelowThreeTrialsPerValueInEachHalf() {
    Shown few = whitened(trials(100, 1, false), Estimand.FIRST_ORDER_KERNEL, Patch.whole(D), 0);
    assertThat(few.view(MapView.HALF_A)).containsOnly(Float.NaN);
    assertThat(few.view(MapView.MAP)).doesNotContain(Float.NaN);
    Shown enough = whitened(trials(200, 1, false), Estimand.FIRST_ORDER_KERNEL, Patch.whole(D), 0);
    assertThat(enough.view(MapView.HALF_A)).doesNotContain(Float.NaN);
    Shown withARidge =
        whitened(trials(100, 1, false), Estimand.FIRST_ORDER_KERNEL, Patch.whole(D), 0.1);
    assertThat(withARidge.view(MapView.HALF_A)).doesNotContain(Float.NaN);
  }

  /** A patch of four values, on which alone a linear neuron depends. */
  @Test
  void patchUsesTheCovarianceOfItsValues() {
    Patch patch = Patch.of(1, 4, 5, 1, 2, 2, 2);
    double[] seen = new double[D];
    for (int index : patch.indices()) {
      seen[index] = 1;
    }
    Random random = new Random(4);
    double[][] x = new double[10_000][];
    double[][] r = new double[10_000][1];
    for (int t = 0; t < x.length; t++) {
      x[t] = coloured(random);
      r[t][0] = SimulatedObservers.dot(seen, x[t]) + random.nextGaussian();
    }
    Shown shown = whitened(new Trials(x, r), Estimand.FIRST_ORDER_KERNEL, patch, 0);
    float[] kernel = shown.view(MapView.MAP);
    float[] errors = shown.view(MapView.ERROR);
    assertThat(kernel).hasSize(4);
    for (int i = 0; i < 4; i++) {
      assertThat((double) kernel[i]).isCloseTo(1, within(4.5 * errors[i]));
    }
  }

  @Test
  void restoredStateContinues() {
    List<Trials> blocks = trials(400, 6, false).blocks(BLOCK);
    StimulusProducts whole = new StimulusProducts(new double[D], 0, 1);
    StimulusProducts before = new StimulusProducts(new double[D], 0, 1);
    StimulusProducts after = new StimulusProducts(new double[D], 0, 1);
    for (int i = 0; i < blocks.size(); i++) {
      whole.add(blocks.get(i).tallyWithProducts(i));
      (i < 2 ? before : after).add(blocks.get(i).tallyWithProducts(i));
      if (i == 1) {
        after.restore(before.state());
      }
    }
    assertThat(after.state()).isEqualTo(whole.state());
  }
}
