package org.revcor.analysis.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class StructuralSimilarityTest {
  private static final double C1 = 1e-4;
  private static final double C2 = 9e-4;

  @Test
  void uniformImagesDifferByTheirMeansOnly() {
    double expected = (2 * 0.25 * 0.75 + C1) / (0.25 * 0.25 + 0.75 * 0.75 + C1);
    assertThat(new StructuralSimilarity(1, 20, 20).of(uniform(400, 0.25f), uniform(400, 0.75f)))
        .isCloseTo(expected, within(1e-9));
  }

  /** A single window with a dot in its middle, whose weight is the square of 1/Σexp(-k²/4.5). */
  @Test
  void dotAndItsNegativeMatchTheFormula() {
    double sum = 1;
    for (int k = 1; k <= 5; k++) {
      sum += 2 * Math.exp(-k * k / 4.5);
    }
    double w = 1 / (sum * sum);
    float[] dot = uniform(121, 0);
    float[] negative = uniform(121, 1);
    dot[60] = 1;
    negative[60] = 0;
    double variance = w - w * w;
    double expected =
        (2 * w * (1 - w) + C1)
            * (-2 * variance + C2)
            / ((w * w + (1 - w) * (1 - w) + C1) * (2 * variance + C2));
    assertThat(new StructuralSimilarity(1, 11, 11).of(dot, negative))
        .isCloseTo(expected, within(1e-9))
        .isNegative();
  }

  /** A line and its reverse about the mean have equal means, opposite structure. */
  @Test
  void windowOfALineLiesAlongIt() {
    float[] line = new float[15];
    float[] reverse = new float[line.length];
    for (int i = 0; i < line.length; i++) {
      line[i] = i % 2 == 0 ? 0.3f : 0.7f;
      reverse[i] = 1 - line[i];
    }
    for (int height : new int[] {1, line.length}) {
      StructuralSimilarity similarity = new StructuralSimilarity(1, height, line.length / height);
      assertThat(similarity.of(line, reverse)).isLessThan(-0.9);
      assertThat(similarity.of(line, line)).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void aWindowOfOnePixelHasNoStructure() {
    assertThat(new StructuralSimilarity(1, 1, 1).of(uniform(1, 0.2f), uniform(1, 0.4f))).isNaN();
    assertThat(new StructuralSimilarity(1, 2, 2).of(uniform(4, 0.2f), uniform(4, 0.2f))).isNaN();
  }

  private static float[] uniform(int values, float value) {
    float[] image = new float[values];
    Arrays.fill(image, value);
    return image;
  }
}
