package org.revcor.estimate.significance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.estimate.significance.PixelTests.DiscoveryRate;

final class RankTestTest {
  private static final double ROUNDING = 1e-12;

  @Test
  void areaIsTheShareOfPairsInWhichTheOwnValueIsLarger() {
    // of 6 pairs 3 > 1, 3 > 2, 3 = 3, 2 > 1, 2 = 2, 2 < 3
    assertThat(RankTest.of(new float[] {3, 1, 2, 2, 3}, new int[] {0, 3}).area()).isEqualTo(4 / 6d);
  }

  /**
   * Of the ten pairs of ranks of two own values among five, one has the sum 9 and one the sum 8.
   */
  @Test
  void probabilityOfFewValuesIsExact() {
    float[] values = {1, 2, 3, 4, 5};
    assertThat(RankTest.of(values, new int[] {3, 4}).p()).isCloseTo(0.1, within(ROUNDING));
    assertThat(RankTest.of(values, new int[] {2, 4}).p()).isCloseTo(0.2, within(ROUNDING));
    assertThat(RankTest.of(values, new int[] {0, 2}).p()).isCloseTo(0.9, within(ROUNDING));
    assertThat(RankTest.of(values, new int[] {0, 1}).p()).isEqualTo(1);
  }

  @Test
  void theBestTwoOfAThousandHaveTheProbabilityOfOnePair() {
    float[] values = new float[1_000];
    IntStream.range(0, 1_000).forEach(i -> values[i] = i);
    assertThat(RankTest.of(values, new int[] {998, 999}).p())
        .isCloseTo(2 / (1_000d * 999), within(1e-18));
  }

  @Test
  void zeroEqualsMinusZero() {
    assertThat(RankTest.of(new float[] {-0f, 0f, 0f, -0f}, new int[] {0, 1}).area()).isEqualTo(0.5);
  }

  @Test
  void oneOwnValueHasAnAreaButNoProbability() {
    RankTest test = RankTest.of(new float[] {1, 2, 3}, new int[] {2});
    assertThat(test.area()).isEqualTo(1);
    assertThat(test.p()).isNaN();
    assertThat(RankTest.of(new float[] {1, 2}, new int[] {0, 1}).area()).isNaN();
    assertThat(RankTest.of(new float[] {1, 2}, new int[0]).area()).isNaN();
  }

  /** Exact up to 20 own values, and the normal approximation beyond. */
  @ParameterizedTest
  @ValueSource(ints = {2, 8, 20, 21, 60})
  void holdsItsLevelWithoutDifference(int own) {
    Random random = new Random(own);
    int[] first = IntStream.range(0, own).toArray();
    int tests = 4_000;
    int significant = 0;
    for (int test = 0; test < tests; test++) {
      float[] values = new float[own + 100];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat();
      }
      significant += RankTest.of(values, first).p() <= 0.05 ? 1 : 0;
    }
    // three standard errors
    assertThat(significant / (double) tests).isCloseTo(0.05, within(0.0104));
  }

  @Test
  void falseDiscoveryRatesOfFourTests() {
    double[] rates = DiscoveryRate.of(new double[] {0.04, 0.01, Double.NaN, 0.03, 0.5});
    assertThat(rates[0]).isCloseTo(0.04 * 4 / 3, within(ROUNDING));
    assertThat(rates[1]).isCloseTo(0.04, within(ROUNDING));
    assertThat(rates[2]).isNaN();
    assertThat(rates[3]).isCloseTo(0.04 * 4 / 3, within(ROUNDING));
    assertThat(rates[4]).isEqualTo(0.5);
  }
}
