package org.revcor.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ConfidenceFootnoteTest {
  private static final int PIXELS = 784;

  /** The p of a nested mean is uniform: its mean over 200 draws is .5 ± .0204. */
  @Test
  void nestedMeansOfTheSameNoiseDoNotDiffer() {
    SplittableRandom random = new SplittableRandom(1);
    double sum = 0;
    for (int draw = 0; draw < 200; draw++) {
      float[] all = new float[PIXELS];
      float[] some = new float[PIXELS];
      for (int trial = 0; trial < 50; trial++) {
        for (int i = 0; i < PIXELS; i++) {
          double value = random.nextDouble();
          all[i] += (float) (value / 50);
          some[i] += trial < 20 ? (float) (value / 20) : 0;
        }
      }
      sum += ConfidenceFootnote.p(all, some, 1 / 20.0 - 1 / 50.0);
    }
    assertThat(sum / 200).isCloseTo(0.5, within(0.0612));
  }

  @Test
  void differentMeansDiffer() {
    float[] all = new float[PIXELS];
    float[] some = new float[PIXELS];
    Arrays.fill(some, 0.1F);
    assertThat(ConfidenceFootnote.p(all, some, 1 / 20.0 - 1 / 50.0)).isLessThan(1e-12);
  }
}
