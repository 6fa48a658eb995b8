package org.revcor.estimate.significance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.revcor.estimate.significance.PixelTests.StandardNormal;
import org.revcor.estimate.significance.PixelTests.StudentScore;

final class StudentScoreTest {
  /** Quantiles of tables: t of 1, 4 and 30 degrees at .025 and .0005, and the normal ones. */
  @Test
  void deviatesHaveTheTailProbabilityOfZ() {
    assertThat(new StudentScore(1).deviate(12.706_205)).isCloseTo(1.959_964, within(1e-6));
    assertThat(new StudentScore(4).deviate(-2.776_445)).isCloseTo(-1.959_964, within(1e-6));
    assertThat(new StudentScore(30).deviate(3.645_959)).isCloseTo(3.290_527, within(1e-6));
    assertThat(new StudentScore(4).deviate(0)).isZero();
    assertThat(new StudentScore(4).deviate(Double.NaN)).isNaN();
    assertThat(StudentScore.NORMAL.deviate(50)).isEqualTo(50);
  }

  /** P(T > t) = ½ (1 - t/√(2 + t²)) with two degrees of freedom, about 1/(2t²) for large t. */
  @Test
  void farTailsKeepTheirProbability() {
    double deviate = new StudentScore(2).deviate(1e10);
    assertThat(StandardNormal.above(deviate)).isCloseTo(0.5e-20, within(1e-27));
    assertThat(new StudentScore(1000).deviate(1e6)).isBetween(37.0, 38.0);
    assertThat(new StudentScore(1000).deviate(Double.POSITIVE_INFINITY)).isBetween(37.0, 38.0);
  }

  @Test
  void conversionIsInverted() {
    for (double degrees : new double[] {1, 1.7, 8, 60, 1e4}) {
      StudentScore score = new StudentScore(degrees);
      for (double deviate : new double[] {-3.9, 0, 0.5, 4.5}) {
        assertThat(score.deviate(score.z(deviate))).isCloseTo(deviate, within(1e-6));
      }
    }
    assertThat(StudentScore.NORMAL.z(4)).isEqualTo(4);
  }

  /** Welch: (1 + 4)²/(1/4 + 16/9). */
  @Test
  void degreesOfADifferenceAreThoseOfWelch() {
    StudentScore score = new StudentScore(4).plus(1, new StudentScore(9), 2);
    assertThat(score.degrees()).isCloseTo(25 / (1 / 4.0 + 16 / 9.0), within(1e-9));
    assertThat(new StudentScore(4).plus(0, new StudentScore(9), 2).degrees()).isEqualTo(9);
    assertThat(StudentScore.NORMAL.plus(1, StudentScore.NORMAL, 1).degrees()).isInfinite();
  }
}
