package org.revcor.analysis.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.revcor.analysis.template.ClassAreas.Mean;

final class MeanTest {
  /** The .975 quantile of Student's t with two degrees of freedom is 4.3027. */
  @Test
  void limitsAreThoseOfStudentsT() {
    Mean mean = Mean.of(new double[] {1, Double.NaN, 2, 3});
    assertThat(mean.mean()).isEqualTo(2);
    assertThat(mean.classes()).isEqualTo(3);
    assertThat(mean.upper()).isCloseTo(2 + 4.3027 / Math.sqrt(3), within(1e-4));
    assertThat(mean.lower()).isCloseTo(2 - 4.3027 / Math.sqrt(3), within(1e-4));
    assertThat(mean.text()).isEqualTo("2.000 (95 % limits -0.484 to 4.484)");
  }

  @Test
  void limitsOfThreeToTenClassesCoverTheTruth() {
    Random random = new Random(1);
    int rounds = 4_000;
    for (int classes : new int[] {3, 5, 10}) {
      int covered = 0;
      for (int round = 0; round < rounds; round++) {
        Mean mean = Mean.of(values(classes, random));
        covered += mean.lower() <= 0.5 && 0.5 <= mean.upper() ? 1 : 0;
      }
      // binomial: a standard deviation of .0034
      assertThat(covered / (double) rounds).as("%d classes", classes).isBetween(0.937, 0.963);
    }
  }

  /** Returns values of a normal distribution with mean .5. */
  private static double[] values(int classes, Random random) {
    return DoubleStream.generate(() -> 0.5 + 0.1 * random.nextGaussian()).limit(classes).toArray();
  }

  /** Responses of two classes, less their mean, are opposite, so both areas are equal. */
  @Test
  void twoClassesHaveNoLimits() {
    Random random = new Random(2);
    float[][] responses = new float[60][2];
    int[] labels = new int[responses.length];
    for (int i = 0; i < responses.length; i++) {
      labels[i] = i % 2;
      responses[i][0] = (float) random.nextGaussian();
      responses[i][1] = -responses[i][0];
    }
    ClassAreas areas = ClassAreas.of(responses, labels, responses[0].length);
    assertThat(areas.area()[0]).isEqualTo(areas.area()[1]);
    assertThat(areas.mean().lower()).isNaN();
    assertThat(areas.mean().text()).endsWith(" (no limits with fewer than 3 classes)");
    assertThat(Mean.of(new double[0]).mean()).isNaN();
  }
}
