package org.revcor.estimate.anytime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GammaExponentialMixtureTest {
  private static final double LEVEL = 0.05;

  @ParameterizedTest
  @CsvSource({
    "1, 0.5, 0",
    "1, 3, 2",
    "0.05, 2, 0.4",
    "0.003, 6, 1",
    "20, 30, 100",
    "70, 200, 1000",
    "70, 3000, 200000",
    "5000, 9000, 1000000",
    "0.7, 11, 3",
    "70, 0, 500",
    "300, 40, 7"
  })
  void closedFormEqualsTheIntegral(double tuning, double sum, double variation) {
    assertThat(new GammaExponentialMixture(LEVEL, tuning).logMixture(sum, variation))
        .isCloseTo(integral(tuning, sum, variation), within(1e-6));
  }

  /** exp(λS + V(ln(1-λ) + λ)) over the law of λ, by Simpson's rule in the logarithm of 1-λ. */
  private static double integral(double tuning, double sum, double variation) {
    int steps = 2_000_000;
    double from = -60 / Math.min(1, tuning);
    double width = -from / steps;
    double above = 0;
    double below = 0;
    double largest = 0;
    for (int i = 0; i <= steps; i++) {
      largest = Math.max(largest, logGrowth(Math.exp(from + i * width), sum, variation));
    }
    for (int i = 0; i <= steps; i++) {
      double u = from + i * width;
      double t = Math.exp(u);
      double weight = (i == 0 || i == steps ? 1 : i % 2 == 0 ? 2 : 4);
      double law = weight * Math.exp(tuning * (u - t + 1));
      below += law;
      above += law * Math.exp(logGrowth(t, sum, variation) - largest);
    }
    return largest + Math.log(above / below);
  }

  private static double logGrowth(double t, double sum, double variation) {
    return (1 - t) * (sum + variation) + variation * Math.log(t);
  }

  @ParameterizedTest
  @CsvSource({
    "0.05, 1, 0",
    "0.05, 1, 10",
    "6.4e-6, 70, 1000",
    "6.4e-6, 70, 1e7",
    "6.4e-6, 1e9, 1e10",
    "1e-12, 0.003, 5",
    "0.5, 0.001, 0",
    "6.4e-6, 70, 1e12"
  })
  void mixtureAtTheBoundaryIsTwiceTheInverseLevel(double level, double tuning, double variation) {
    GammaExponentialMixture mixture = new GammaExponentialMixture(level, tuning);
    double boundary = mixture.boundary(variation);
    assertThat(mixture.logMixture(boundary, variation))
        .isCloseTo(Math.log(2 / level), within(1e-6));
  }

  @Test
  void boundaryGrowsWithTheVariation() {
    GammaExponentialMixture mixture = new GammaExponentialMixture(1e-5, 70);
    double before = 0;
    for (double variation = 0.001; variation < 1e13; variation *= 1.3) {
      double boundary = mixture.boundary(variation);
      assertThat(boundary).isGreaterThan(before);
      before = boundary;
    }
  }

  /**
   * Both have the same approximation for small λ; the boundary for bounded values allows for
   * skewness.
   */
  @Test
  void boundaryOfManyValuesIsLittleWiderThanThatOfNormalValues() {
    double level = 6.4e-6;
    double variation = 1e6;
    double evidence = -2 * Math.log(level);
    double tuning = variation / (evidence + Math.log(evidence) + 1);
    double bounded = new GammaExponentialMixture(level, tuning).boundary(variation);
    double normal = Math.sqrt(variation) * new NormalMixture(level, 1).standardErrors(1);
    assertThat(bounded / normal).isBetween(1.0, 1.02);
  }

  @Test
  void boundaryIsNarrowestNearItsTuning() {
    double evidence = -2 * Math.log(1e-5);
    double tuned = 1_000 * (evidence + Math.log(evidence) + 1);
    double there = new GammaExponentialMixture(1e-5, 1_000).boundary(tuned);
    for (double other : new double[] {10, 100, 10_000, 100_000}) {
      assertThat(new GammaExponentialMixture(1e-5, other).boundary(tuned)).isGreaterThan(there);
    }
  }

  @Test
  void sumsOfBoundedValuesStayWithinTheBoundaryAtEveryValue() {
    cover(300);
  }

  @Tag("full")
  @Test
  void sumsOfBoundedValuesStayWithinTheBoundaryInTwoThousandStudies() {
    cover(2_000);
  }

  /** Extremely skewed values: one in a hundred is nearly 1, the others slightly below 0. */
  private static void cover(int studies) {
    GammaExponentialMixture mixture = new GammaExponentialMixture(LEVEL, 1);
    int missed = 0;
    for (int seed = 0; seed < studies; seed++) {
      Random random = new Random(seed);
      double sum = 0;
      double variation = 0;
      boolean anywhere = false;
      for (int n = 1; n <= 1_000; n++) {
        double y = random.nextDouble() < 0.01 ? 0.99 : -0.01;
        sum += y;
        variation += y * y;
        anywhere |= Math.abs(sum) > mixture.boundary(variation);
      }
      missed += anywhere ? 1 : 0;
    }
    assertThat(missed)
        .isLessThanOrEqualTo(
            BinomialDistribution.of(studies, LEVEL).inverseCumulativeProbability(0.998));
  }
}
