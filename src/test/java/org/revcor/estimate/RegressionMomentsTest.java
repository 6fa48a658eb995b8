package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.revcor.estimate.RegressionMoments.RegressionBasis;
import org.revcor.estimate.StimulusSums.StimulusMeans;
import org.revcor.estimate.Vectors.UpperTriangle;

/** Regressions on the scores of simulated observers with known coefficients. */
@Tag("full")
final class RegressionMomentsTest {
  private static final int K = 8;
  private static final int VALUES = 12;
  private static final int BLOCKS = 20;
  private static final int HALF = SimulatedRegression.HALF;
  private static final int STUDIES = 600;
  private static final double[] TRUTH = {1, -2, 0.5, 0, 0, 1, 0, -1};

  /** Images of the scores, K x d. */
  private static final RegressionBasis IMAGES = images();

  /** Mirrored coefficients: scores 2i and 2i+1 change places. */
  private static final double[] SWAP = swap();

  private final Random random = new Random(5);

  @Test
  void aLinearUnitWithoutNoiseHasItsOwnMap() {
    for (boolean paired : new boolean[] {true, false}) {
      SimulatedRegression study =
          new SimulatedRegression(Estimand.FIRST_ORDER_KERNEL, IMAGES, paired, 0, Optional.empty());
      for (int block = 0; block < BLOCKS; block++) {
        study.add(block, (u, none) -> 3 + linear(u), random);
      }
      float[] map = study.moments.view(MapView.MAP, study.means());
      float[] truth = IMAGES.map(TRUTH, 1);
      for (int i = 0; i < VALUES; i++) {
        assertThat(map[i]).isCloseTo(truth[i], within(1e-5f));
      }
      ChannelStatistics statistics = study.moments.statistics(study.means());
      assertThat(statistics.reliability()).isCloseTo(1, within(1e-9));
      // 1/kurtosis of a response that is a sum of normal scores: near a third of the trials or more
      assertThat(statistics.nEff()).isBetween(2 * HALF * BLOCKS / 3.0, 2.0 * HALF * BLOCKS);
    }
  }

  @Test
  void aClassMapIsDividedByTheMeanResponse() {
    SimulatedRegression study =
        new SimulatedRegression(Estimand.CLASS_MAP, IMAGES, true, 0, Optional.empty());
    for (int block = 0; block < BLOCKS; block++) {
      study.add(block, (u, none) -> 4 + linear(u), random);
    }
    float[] map = study.moments.view(MapView.MAP, study.means());
    float[] truth = IMAGES.map(TRUTH, 0.25);
    for (int i = 0; i < VALUES; i++) {
      assertThat(map[i]).isCloseTo(truth[i], within(1e-5f));
    }
  }

  @Test
  void thereIsNoMapUntilEachHalfHasMoreObservationsThanScores() {
    SimulatedRegression study =
        new SimulatedRegression(Estimand.FIRST_ORDER_KERNEL, IMAGES, true, 0, Optional.empty());
    study.add(tallyOf(0, 8));
    assertThat(study.moments.view(MapView.MAP, study.means())).containsOnly(Float.NaN);
    assertThat(study.moments.statistics(study.means()).reliability()).isNaN();
  }

  private static Tally tallyOf(long block, int trials) {
    HalfTally half =
        new HalfTally(
                trials,
                new double[0],
                new double[1],
                new double[] {1},
                Map.of(RegressionMoments.SCORES, new double[1][K]))
            .with(ScoreProducts.NAME, new float[UpperTriangle.length(K)])
            .with(RegressionMoments.SHUFFLED, new float[1][K]);
    return new Tally(block, half, half);
  }

  /** Noise of linear units, or what a saturating unit adds to its linear part. */
  @Test
  void mapsAreUnbiasedAndErrorsAndLimitsAreAtTheirLevel() {
    assertNominal(true, (u, noise) -> linear(u) + 6 * noise.nextGaussian(), TRUTH);
    assertNominal(false, (u, noise) -> linear(u) + 6 * noise.nextGaussian(), TRUTH);
    // the mean over pairs of tanh has no closed form; a step does: E[u sign(wu)] = √(2/π) Cw/|w|
    double[] step = new double[K];
    double norm = 0;
    for (int k = 0; k < K; k++) {
      norm += Math.pow(TRUTH[k] * (1 + k / 8.0), 2);
    }
    for (int k = 0; k < K; k++) {
      step[k] = Math.sqrt(2 / Math.PI / norm) * TRUTH[k];
    }
    assertNominal(true, (u, noise) -> Math.signum(linear(u)) + noise.nextGaussian(), step);
  }

  private void assertNominal(boolean paired, SimulatedRegression.Unit unit, double[] truth) {
    float[] expected = IMAGES.map(truth, 1);
    double bias = 0;
    double spread = 0;
    int missed = 0;
    for (int study = 0; study < STUDIES; study++) {
      SimulatedRegression sums =
          new SimulatedRegression(Estimand.FIRST_ORDER_KERNEL, IMAGES, paired, 0, Optional.empty());
      for (int block = 0; block < BLOCKS; block++) {
        sums.add(block, unit, random);
      }
      StimulusMeans means = sums.means();
      float[] map = sums.moments.view(MapView.MAP, means);
      float[] errors = sums.moments.view(MapView.ERROR, means);
      double z = (map[3] - expected[3]) / errors[3];
      bias += z / STUDIES;
      spread += z * z / STUDIES;
      missed += sums.moments.statistics(means).assured() > squaredCorrelation(sums, truth) ? 1 : 0;
    }
    // the mean of 600 standard normal z, and of their squares: six standard errors
    assertThat(bias).isCloseTo(0, within(6 / Math.sqrt(STUDIES)));
    assertThat(spread).isCloseTo(1, within(6 * Math.sqrt(2.0 / STUDIES)));
    // .05 at most, and four standard errors
    assertThat(missed / (double) STUDIES).isLessThan(0.05 + 4 * Math.sqrt(.05 * .95 / STUDIES));
  }

  /** Squared correlation of the predicted responses with those of the true coefficients. */
  private static double squaredCorrelation(SimulatedRegression study, double[] truth) {
    Regression regression = study.means().regression().orElseThrow();
    double[][] halves = study.moments.halves(regression);
    double[] all = new double[K];
    for (int k = 0; k < K; k++) {
      all[k] = halves[0][k] + halves[1][k];
    }
    double[] ofTruth = regression.solution().inMetric(truth);
    double product = Regression.product(all, ofTruth);
    return product
        * product
        / (Regression.product(all, all) * Regression.product(ofTruth, ofTruth));
  }

  /** A null unit, and units without a linear part whose noise is larger in some directions. */
  @Test
  void unitsWithoutALinearPartAreSeldomAssured() {
    List<SimulatedRegression.Unit> units =
        List.of(
            (u, noise) -> noise.nextGaussian(),
            (u, noise) -> u[1] * u[1],
            (u, noise) -> Math.abs(u[2] + u[3]));
    for (SimulatedRegression.Unit unit : units) {
      for (Optional<double[]> mirror : List.of(Optional.<double[]>empty(), Optional.of(SWAP))) {
        int assured = 0;
        for (int study = 0; study < STUDIES; study++) {
          SimulatedRegression sums =
              new SimulatedRegression(Estimand.FIRST_ORDER_KERNEL, IMAGES, false, 1e-3, mirror);
          for (int block = 0; block < BLOCKS; block++) {
            sums.add(block, unit, random);
          }
          ChannelStatistics statistics = sums.moments.statistics(sums.means());
          assured += statistics.assured() > 0 ? 1 : 0;
        }
        assertThat(assured / (double) STUDIES)
            .isLessThan(0.06 + 4 * Math.sqrt(.06 * .94 / STUDIES));
      }
    }
  }

  @Test
  void mirroredMapsAreTheMeanOfMapAndMirrorImage() {
    SimulatedRegression plain =
        new SimulatedRegression(Estimand.FIRST_ORDER_KERNEL, IMAGES, true, 0, Optional.empty());
    SimulatedRegression mirrored =
        new SimulatedRegression(Estimand.FIRST_ORDER_KERNEL, IMAGES, true, 0, Optional.of(SWAP));
    for (SimulatedRegression study : List.of(plain, mirrored)) {
      Random same = new Random(7);
      for (int block = 0; block < BLOCKS; block++) {
        study.add(block, (u, noise) -> linear(u) + noise.nextGaussian(), same);
      }
    }
    RegressionSolution.Coefficients of =
        plain.means().regression().orElseThrow().solution().coefficients(sums(plain));
    RegressionSolution.Coefficients both =
        mirrored.means().regression().orElseThrow().solution().coefficients(sums(mirrored));
    for (int k = 0; k < K; k++) {
      double other = of.all()[k % 2 == 0 ? k + 1 : k - 1];
      assertThat(both.all()[k]).isCloseTo((of.all()[k] + other) / 2, within(1e-12));
    }
    double ratio = both.residualVariance() / of.residualVariance();
    assertThat(ratio).isBetween(0.6, 1.6);
  }

  private static double[][] sums(SimulatedRegression study) {
    double[] state = study.moments.state();
    double[][] sums = new double[ScoreProducts.GROUPS][K];
    for (int g = 0; g < sums.length; g++) {
      System.arraycopy(state, g * K, sums[g], 0, K);
    }
    return sums;
  }

  @Test
  void aRestoredStateGivesTheSameMapsAndStatistics() {
    SimulatedRegression study =
        new SimulatedRegression(Estimand.CLASS_MAP, IMAGES, true, 1e-3, Optional.of(SWAP));
    SimulatedRegression restored =
        new SimulatedRegression(Estimand.CLASS_MAP, IMAGES, true, 1e-3, Optional.of(SWAP));
    SimulatedRegression.Unit unit = (u, noise) -> 2 + linear(u) + noise.nextGaussian();
    for (int block = 0; block < 11; block++) {
      study.add(block, unit, random);
    }
    restored.moments.restore(study.moments.state());
    restored.products.restore(study.products.state());
    restored.sums.restore(study.sums.state());
    for (SimulatedRegression each : List.of(study, restored)) {
      each.add(11, unit, new Random(3));
    }
    for (MapView view : MapView.values()) {
      assertThat(restored.moments.view(view, restored.means()))
          .containsExactly(study.moments.view(view, study.means()));
    }
    assertThat(restored.moments.statistics(restored.means()))
        .isEqualTo(study.moments.statistics(study.means()));
    assertThat(study.moments.state()).hasSize(RegressionMoments.doubles(K));
  }

  @Test
  void channelsAreIdentifiedByTheirOtherHalf() {
    Function<Double, double[][]> halves =
        angle -> new double[][] {{Math.cos(angle), Math.sin(angle)}, {Math.cos(angle), .1}};
    Identification found =
        Identification.of(
            List.of(
                halves.apply(0.0),
                halves.apply(2.0),
                new double[][] {{0, 1}, {0, -2}},
                new double[][] {{0, 0}, {1, 1}}),
            new double[] {2, 2, 2, 2});
    assertThat(found.rank()).startsWith(1, 1, 4);
    assertThat(found.signal().get(0).reliability()).isCloseTo(1 - 0.01 / 4.01, within(1e-6));
    assertThat(found.signal().get(2).reliability()).isZero();
    // F of 2 and 2 degrees is 19; Q is 401 and 2.6 of the first two channels
    assertThat(found.known()).isEqualTo(1);
  }

  @Test
  void channelsWithTheSameMapAreNotIdentified() {
    double[][] one = {{1, 0}, {2, 0}};
    double[][] rounded = {{1, 0}, {2, 1e-9}};
    double[][] other = {{0, 1}, {0, 1}};

    Identification found = Identification.of(List.of(one, rounded, other), new double[] {2, 2, 2});

    assertThat(found.rank()).containsExactly(2, 2, 1);
    assertThat(found.identified()).isEqualTo(1);
  }

  private static double linear(double[] u) {
    double sum = 0;
    for (int k = 0; k < K; k++) {
      sum += TRUTH[k] * u[k];
    }
    return sum;
  }

  private static RegressionBasis images() {
    Random random = new Random(2);
    float[] images = new float[K * VALUES];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    return new RegressionBasis(K, images);
  }

  private static double[] swap() {
    double[] swap = new double[K * K];
    for (int k = 0; k < K; k++) {
      swap[k * K + (k % 2 == 0 ? k + 1 : k - 1)] = 1;
    }
    return swap;
  }
}
