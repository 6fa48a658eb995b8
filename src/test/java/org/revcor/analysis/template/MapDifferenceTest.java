package org.revcor.analysis.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.revcor.analysis.template.DifferenceAnalysis.MapDifference;
import org.revcor.estimate.significance.PixelTests.StudentScore;

final class MapDifferenceTest {
  private static final float NAN = Float.NaN;

  @Test
  void squaresOfErrorsAddUp() {
    MapDifference difference =
        MapDifference.of(
            new float[] {7, 1, 2},
            new float[] {3, 3, 0},
            StudentScore.NORMAL,
            new float[] {2, 1, 2},
            new float[] {4, 4, 0},
            StudentScore.NORMAL);
    assertThat(difference.difference()).containsExactly(5, 0, 0);
    assertThat(difference.scores()).containsExactly(1, 0, NAN);
    assertThat(difference.values()).isEqualTo(2);
    assertThat(difference.rootMeanSquare()).isCloseTo(Math.sqrt(12.5), within(1e-9));
    assertThat(difference.meanSquareOfScores()).isCloseTo(0.5, within(1e-9));
    assertThat(difference.largestScore()).isCloseTo(1, within(1e-6));
    // 1 - (1 - P(|Z| > 1))²
    assertThat(difference.probability()).isCloseTo(1 - Math.pow(0.6826895, 2), within(1e-5));
  }

  @Test
  void mapWithoutValuesHasNoProbability() {
    float[] undefined = {NAN, NAN};
    MapDifference difference =
        MapDifference.of(
            undefined,
            undefined,
            StudentScore.NORMAL,
            new float[2],
            new float[] {1, 1},
            StudentScore.NORMAL);
    assertThat(difference.values()).isZero();
    assertThat(difference.probability()).isNaN();
  }

  /** 400 pairs of maps differ by noise only; limits are two standard deviations. */
  @Test
  void equalMapsDifferAsOftenAsTheLevel() {
    SplittableRandom random = new SplittableRandom(3);
    int pairs = 400;
    int found = 0;
    double squares = 0;
    for (int i = 0; i < pairs; i++) {
      MapDifference difference =
          MapDifference.of(
              noise(random, 0.5),
              error(0.5),
              StudentScore.NORMAL,
              noise(random, 2),
              error(2),
              StudentScore.NORMAL);
      found += difference.probability() < 0.05 ? 1 : 0;
      squares += difference.meanSquareOfScores();
    }
    // 20 are expected, with a standard deviation of 4.4
    assertThat(found).isBetween(20 - 9, 20 + 9);
    assertThat(squares / pairs).isCloseTo(1, within(4 * Math.sqrt(2.0 / 100 / pairs)));
  }

  private static float[] noise(SplittableRandom random, double deviation) {
    float[] map = new float[100];
    for (int i = 0; i < map.length; i++) {
      map[i] = (float) (deviation * random.nextGaussian());
    }
    return map;
  }

  private static float[] error(double deviation) {
    float[] errors = new float[100];
    Arrays.fill(errors, (float) deviation);
    return errors;
  }
}
