package org.revcor.estimate.anytime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfidenceSequencesTest {
  private static final double LEVEL = 0.05;
  private static final int BLOCKS = 250;
  private static final int BLOCK = 20;

  /** Number of studies that missed the truth at any look. */
  private record Missed(int sequence, int fixed) {}

  @Test
  void normalMixtureHasTheWidthOfItsFormula() {
    // ρ² = (5.9915 + 1.7903 + 1)/100
    NormalMixture mixture = new NormalMixture(0.05, 100);
    assertThat(mixture.standardErrors(100)).isCloseTo(3.0354, within(1e-4));
    double grown = 1_000 * 0.087_818 + 1;
    assertThat(mixture.standardErrors(1_000))
        .isCloseTo(Math.sqrt(grown / (grown - 1) * Math.log(grown / (0.05 * 0.05))), within(1e-5));
  }

  @Test
  void normalMixtureIsNarrowestWhereItIsTunedAndHardlyWiderElsewhere() {
    double there = new NormalMixture(1e-5, 50).standardErrors(50);
    for (double other : new double[] {5, 20, 100, 500, 5_000}) {
      assertThat(new NormalMixture(1e-5, other).standardErrors(50)).isGreaterThan(there);
    }
    assertThat(new NormalMixture(1e-5, 50).standardErrors(1_000) / there).isBetween(1.03, 1.04);
  }

  @Test
  void valuesNeededAreThoseAtWhichTheWidthIsTheTarget() {
    NormalMixture mixture = new NormalMixture(1e-4, 50);
    for (double target : new double[] {0.001, 0.02, 0.1, 3}) {
      double n = mixture.needed(0.02, 80, target);
      double width = 0.02 * Math.sqrt(80 / n) * mixture.standardErrors(n);
      assertThat(width).isCloseTo(target, within(1e-5 * target));
    }
  }

  @Test
  void normalMixtureHoldsAtAllLooksWhereTheFixedIntervalDoesNot() {
    coverNormal(500);
  }

  @Tag("full")
  @Test
  void normalMixtureHoldsInFiveThousandStudies() {
    coverNormal(5_000);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.3, 0.5})
  void empiricalBernsteinHoldsAtAllLooksWhereTheFixedIntervalDoesNot(double p) {
    coverBounded(500, p);
  }

  @Tag("full")
  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.3, 0.5})
  void empiricalBernsteinHoldsInFiveThousandStudies(double p) {
    coverBounded(5_000, p);
  }

  @Test
  void empiricalBernsteinIsAsWideAsItsFormulaSays() {
    EmpiricalBernstein sequence = new EmpiricalBernstein(0.1, 1_000);
    assertThat(sequence.centre()).isNaN();
    assertThat(sequence.radius()).isNaN();
    // ln(2/.1) = 2.995732; λ = √(2·2.995732/(.25·1000)) = .154809; μ̂ = ½
    sequence.add(4, 3, 3);
    double weight = 0.154_809;
    double variation = (3 - 3 + 1) * (-Math.log1p(-weight) - weight);
    assertThat(sequence.centre()).isCloseTo(0.75, within(1e-12));
    assertThat(sequence.radius()).isCloseTo((2.995_732 + variation) / (4 * weight), within(1e-4));
  }

  @Test
  void empiricalBernsteinOfValuesThatNeverVaryKeepsWithinItsLargestWeight() {
    EmpiricalBernstein sequence = new EmpiricalBernstein(0.05, 100);
    for (int b = 0; b < 1_000; b++) {
      sequence.add(10, 3, 0.9);
    }
    assertThat(sequence.centre()).isCloseTo(0.3, within(1e-3));
    assertThat(sequence.radius()).isCloseTo(Math.log(40) / (0.5 * 10_000), within(2e-4));
  }

  private static void coverNormal(int studies) {
    NormalMixture mixture = new NormalMixture(LEVEL, 10 * BLOCK);
    int sequence = 0;
    int fixed = 0;
    for (int seed = 0; seed < studies; seed++) {
      Random random = new Random(seed);
      double sum = 0;
      boolean missed = false;
      boolean missedFixed = false;
      for (int n = 1; n <= BLOCKS * BLOCK; n++) {
        sum += random.nextGaussian();
        double errors = Math.abs(sum) / Math.sqrt(n);
        missed |= errors > mixture.standardErrors(n);
        missedFixed |= n >= BLOCK && errors > 1.96;
      }
      sequence += missed ? 1 : 0;
      fixed += missedFixed ? 1 : 0;
    }
    holds(new Missed(sequence, fixed), studies);
  }

  private static void coverBounded(int studies, double p) {
    int sequence = 0;
    int fixed = 0;
    for (int seed = 0; seed < studies; seed++) {
      Random random = new Random(seed);
      EmpiricalBernstein bernstein = new EmpiricalBernstein(LEVEL, 50 * BLOCK);
      double all = 0;
      boolean missed = false;
      boolean missedFixed = false;
      for (int b = 1; b <= BLOCKS; b++) {
        int ones = 0;
        for (int t = 0; t < BLOCK; t++) {
          ones += random.nextDouble() < p ? 1 : 0;
        }
        bernstein.add(BLOCK, ones, ones);
        all += ones;
        double mean = all / (b * BLOCK);
        missed |= Math.abs(bernstein.centre() - p) > bernstein.radius();
        missedFixed |=
            all > 0 && Math.abs(mean - p) > 1.96 * Math.sqrt(mean * (1 - mean) / (b * BLOCK));
      }
      sequence += missed ? 1 : 0;
      fixed += missedFixed ? 1 : 0;
    }
    holds(new Missed(sequence, fixed), studies);
  }

  private static void holds(Missed missed, int studies) {
    int most = BinomialDistribution.of(studies, LEVEL).inverseCumulativeProbability(0.998);
    assertThat(missed.sequence()).isLessThanOrEqualTo(most);
    assertThat(missed.fixed()).isGreaterThan((int) (0.3 * studies));
  }
}
