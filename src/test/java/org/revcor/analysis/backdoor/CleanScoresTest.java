package org.revcor.analysis.backdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class CleanScoresTest {
  private static final double LEVEL = 0.05;

  @Test
  void logarithmsFollowStudentsT() {
    CleanScores scores = CleanScores.of(new double[] {Math.exp(1), Math.exp(-1), 1});
    assertThat(scores.mean()).isEqualTo(1, within(1e-12));
    assertThat(scores.deviation()).isEqualTo(1, within(1e-12));
    assertThat(scores.p(1)).isEqualTo(0.5, within(1e-12));
    // with two degrees of freedom, t leaves 1/2 - t / (2 √(2 + t²)) above it
    double t = 2 / Math.sqrt(4 / 3.0);
    assertThat(scores.p(Math.exp(2))).isEqualTo(0.5 - t / (2 * Math.sqrt(2 + t * t)), within(1e-9));
    assertThat(scores.p(scores.threshold(LEVEL))).isEqualTo(LEVEL, within(1e-9));
  }

  @Test
  void equalOrNonPositiveScoresAreUndefined() {
    for (double[] scores : new double[][] {{2, 2, 2, 2, 2}, {1, 0, 2}, {1, -1, 2}}) {
      CleanScores clean = CleanScores.of(scores);
      assertThat(clean.p(3)).isNaN();
      assertThat(clean.threshold(LEVEL)).isNaN();
    }
    assertThat(CleanScores.of(new double[] {1, 2, 3}).p(-1)).isNaN();
  }

  @Test
  void eachObserverIsComparedWithTheOthers() {
    double[] scores = {1, 2, 3, 4, 100};
    int expected = CleanScores.of(new double[] {1, 2, 3, 4}).p(100) <= 0.01 ? 1 : 0;
    assertThat(expected).isEqualTo(1);
    assertThat(CleanScores.of(scores).suspected(0.01)).isEqualTo(expected);
    assertThat(CleanScores.of(scores).suspected(0.5)).isEqualTo(1);
    assertThat(CleanScores.of(new double[] {1, 2, 3, 4, 5}).suspected(0.01)).isZero();
  }

  @Test
  void falsePositiveRateIsTheLevelForFewObservers() {
    Random random = new Random(8);
    int sets = 4_000;
    int above = 0;
    for (int i = 0; i < sets; i++) {
      double[] clean =
          random.doubles(8).map(unused -> Math.exp(0.3 * random.nextGaussian())).toArray();
      double other = Math.exp(0.3 * random.nextGaussian());
      above += CleanScores.of(clean).p(other) < LEVEL ? 1 : 0;
    }
    double deviation = Math.sqrt(sets * LEVEL * (1 - LEVEL));
    assertThat((double) above)
        .isBetween(sets * LEVEL - 4 * deviation, sets * LEVEL + 4 * deviation);
  }
}
