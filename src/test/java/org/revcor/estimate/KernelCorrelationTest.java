package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.estimate.KernelCorrelation.ScoreMetric;
import org.revcor.estimate.RegressionMoments.RegressionBasis;
import org.revcor.estimate.significance.PixelTests.DiscoveryRate;

/** Correlations of simulated observers whose kernels have a known correlation. */
@Tag("full")
final class KernelCorrelationTest {
  private static final int K = 20;
  private static final int BLOCKS = 20;
  private static final RegressionBasis BASIS = new RegressionBasis(K, new float[K]);

  private final Random random = new Random(11);

  /** How two networks and their studies depend on each other. */
  private enum Studies {
    /** Each has stimuli of its own; noise is normal. */
    APART,
    /** Both have the same stimuli, and respond to the same products of scores. */
    SAME_STIMULI,
    /** Noise of both has a Student distribution of three degrees of freedom. */
    HEAVY_TAILS,
    /**
     * The kernel of one network changes from block to block, so that halves depend on each other.
     */
    DRIFT
  }

  /** Numbers of pairs of studies. */
  private record Outcome(int pairs, int missed, int unbounded, int correlated, double mean) {
    double missedShare() {
      return missed / (double) pairs;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 3, 3, APART",
    "0, 9, 9, APART",
    "0.5, 3, 9, APART",
    "1, 3, 9, APART",
    "0, 3, 3, SAME_STIMULI",
    "1, 3, 9, SAME_STIMULI",
    "0, 3, 3, HEAVY_TAILS",
    "0.5, 3, 3, HEAVY_TAILS"
  })
  void limitsContainTheTrueCorrelation(double truth, double noise, double other, Studies studies) {
    assertNominal(truth, noise, other, studies, 150);
  }

  private void assertNominal(double truth, double noise, double other, Studies studies, int pairs) {
    Outcome outcome = outcome(truth, noise, other, studies, pairs);
    double error = Math.sqrt(.05 * .95 / pairs);
    assertThat(outcome.missedShare()).isLessThan(.05 + 4 * error);
    if (truth == 0) {
      assertThat(outcome.correlated / (double) pairs).isLessThan(.05 + 4 * error);
    }
  }

  /** Halves with common errors have more power in common than that of the kernel. */
  @Test
  void limitsAreWrongIfHalvesDependOnEachOther() {
    Outcome outcome = outcome(1, 3, 3, Studies.DRIFT, 200);
    assertThat(outcome.missedShare()).isGreaterThan(.2);
    assertThat(outcome.mean).isLessThan(.7);
  }

  private Outcome outcome(double truth, double noise, double other, Studies studies, int pairs) {
    int missed = 0;
    int unbounded = 0;
    int correlated = 0;
    double mean = 0;
    for (int pair = 0; pair < pairs; pair++) {
      double[][] kernels = kernels(truth);
      long seed = random.nextLong();
      KernelCorrelation found =
          correlation(
              study(kernels[0], noise, studies, seed),
              study(kernels[1], other, studies, studies == Studies.SAME_STIMULI ? seed : seed + 1));
      if (Double.isNaN(found.lower())) {
        unbounded++;
      } else {
        missed += found.lower() > truth || found.upper() < truth ? 1 : 0;
        mean += found.value();
      }
      correlated += found.p() < .05 ? 1 : 0;
    }
    return new Outcome(pairs, missed, unbounded, correlated, mean / (pairs - unbounded));
  }

  /** Returns two kernels whose predictions have power 1 and a given correlation. */
  private double[][] kernels(double correlation) {
    double[] one = unit(IntStream.range(0, K).mapToDouble(k -> random.nextGaussian()).toArray());
    double[] rest = IntStream.range(0, K).mapToDouble(k -> random.nextGaussian()).toArray();
    double along = Regression.product(one, rest);
    double[] across = unit(Regression.plus(rest, one, -along));
    double[] other = new double[K];
    for (int k = 0; k < K; k++) {
      other[k] =
          (correlation * one[k] + Math.sqrt(1 - correlation * correlation) * across[k])
              / deviation(k);
      one[k] /= deviation(k);
    }
    return new double[][] {one, other};
  }

  private static double[] unit(double[] v) {
    double norm = Math.sqrt(Regression.product(v, v));
    return IntStream.range(0, v.length).mapToDouble(i -> v[i] / norm).toArray();
  }

  /** Standard deviation of a score of {@link SimulatedRegression}. */
  private static double deviation(int score) {
    return 1 + score / 8.0;
  }

  private SimulatedRegression study(double[] kernel, double noise, Studies studies, long seed) {
    SimulatedRegression study =
        new SimulatedRegression(Estimand.FIRST_ORDER_KERNEL, BASIS, false, 0, Optional.empty());
    Random stimuli = new Random(seed);
    for (int block = 0; block < BLOCKS; block++) {
      double[] change = new double[K];
      if (studies == Studies.DRIFT) {
        for (int k = 0; k < K; k++) {
          change[k] = random.nextGaussian() / deviation(k);
        }
      }
      study.add(
          block,
          (u, ignored) -> {
            double linear = Regression.product(kernel, u) + Regression.product(change, u);
            return linear
                + switch (studies) {
                  case APART, DRIFT -> noise * random.nextGaussian();
                  case SAME_STIMULI ->
                      noise
                          * (u[0] * u[1] / deviation(1) + u[2] * u[3] / deviation(2) / deviation(3))
                          / Math.sqrt(2);
                  case HEAVY_TAILS -> noise * student();
                };
          },
          stimuli);
    }
    return study;
  }

  private double student() {
    double squares = 0;
    for (int i = 0; i < 3; i++) {
      squares += Math.pow(random.nextGaussian(), 2);
    }
    return random.nextGaussian() / Math.sqrt(squares);
  }

  private static KernelCorrelation correlation(SimulatedRegression one, SimulatedRegression other) {
    ScoreMetric metric = new ScoreMetric(covariance(one), covariance(other));
    return KernelCorrelation.of(groups(one, metric), groups(other, metric));
  }

  private static float[] covariance(SimulatedRegression study) {
    return floats(study.means().regression().orElseThrow().covariance());
  }

  private static double[][] groups(SimulatedRegression study, ScoreMetric metric) {
    double[][] groups =
        study.moments.groups(new RegressionGroups(study.means().regression().orElseThrow()));
    double[][] coordinates = new double[groups.length][];
    for (int g = 0; g < groups.length; g++) {
      coordinates[g] = metric.of(floats(groups[g]));
    }
    return coordinates;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  @ParameterizedTest
  @CsvSource({"0, 150", "25, 150"})
  void falseDiscoveriesAreAsRareAsTheirRate(int correlated, int families) {
    assertDiscoveries(correlated, families);
  }

  private void assertDiscoveries(int correlated, int families) {
    int classes = 50;
    double share = 0;
    for (int family = 0; family < families; family++) {
      double[] p =
          IntStream.range(0, classes)
              .mapToDouble(c -> groupwise(c < correlated ? .5 : 0, .3).p())
              .toArray();
      double[] rates = DiscoveryRate.of(p);
      long all = IntStream.range(0, classes).filter(c -> rates[c] <= .05).count();
      long wrong = IntStream.range(correlated, classes).filter(c -> rates[c] <= .05).count();
      share += wrong / (double) Math.max(1, all) / families;
    }
    assertThat(share).isLessThan(.05 + 4 * Math.sqrt(.05 * .95 / families));
  }

  /** Returns the correlation of kernels of power 1 with independent noise in each group. */
  private KernelCorrelation groupwise(double truth, double noise) {
    double[][] kernels = kernels(truth);
    double[][][] groups = new double[2][RegressionGroups.GROUPS][K];
    for (int network = 0; network < 2; network++) {
      for (double[] group : groups[network]) {
        for (int k = 0; k < K; k++) {
          group[k] =
              kernels[network][k] * deviation(k)
                  + random.nextGaussian() * Math.sqrt(noise / K * RegressionGroups.GROUPS);
        }
      }
    }
    return KernelCorrelation.of(groups[0], groups[1]);
  }

  /** The spread of groups gives the error of a half's coefficients, also with few trials. */
  @Test
  void groupsHaveTheErrorOfTheirHalf() {
    double[] kernel = kernels(0)[0];
    double spread = 0;
    double error = 0;
    for (int each = 0; each < 300; each++) {
      SimulatedRegression study = study(kernel, 3, Studies.APART, each);
      Regression regression = study.means().regression().orElseThrow();
      double[][] groups = study.moments.groups(new RegressionGroups(regression));
      double[] halfA = new double[K];
      for (int g = 0; g < groups.length; g += 2) {
        halfA = Regression.plus(halfA, groups[g], 1.0 / 8);
      }
      double[][] halves = study.moments.halves(regression);
      double[] inMetric = regression.solution().inMetric(halfA);
      for (int k = 0; k < K; k++) {
        assertThat(inMetric[k]).isCloseTo(halves[0][k], within(1e-9));
      }
      error += power(regression.solution().inMetric(Regression.plus(halfA, kernel, -1)));
      for (int g = 0; g < groups.length; g += 2) {
        spread +=
            power(regression.solution().inMetric(Regression.plus(groups[g], halfA, -1))) / 8 / 7;
      }
    }
    // 300 sums of 20 squares: a standard error of .018
    assertThat(spread / error).isCloseTo(1, within(.08));
  }

  private static double power(double[] v) {
    return Regression.product(v, v);
  }

  @Test
  void groupsWithoutObservationsAreLeftOut() {
    SimulatedRegression one =
        new SimulatedRegression(Estimand.FIRST_ORDER_KERNEL, BASIS, false, 0, Optional.empty());
    double[] kernel = kernels(0)[0];
    for (int block = 0; block < 5; block++) {
      one.add(block, (u, noise) -> Regression.product(kernel, u) + noise.nextGaussian(), random);
    }
    ScoreMetric metric = new ScoreMetric(covariance(one), covariance(one));
    double[][] groups = groups(one, metric);
    assertThat(groups[9][0]).isFinite();
    assertThat(groups[10]).containsOnly(Double.NaN);
    KernelCorrelation same = KernelCorrelation.of(groups, groups);
    assertThat(same.value()).isCloseTo(1, within(1e-12));
    assertThat(same.lower()).isCloseTo(1, within(1e-6));
    for (int g = 6; g < groups.length; g++) {
      groups[g][0] = Double.NaN;
    }
    assertThat(KernelCorrelation.of(groups, groups).p()).isNaN();
  }
}
