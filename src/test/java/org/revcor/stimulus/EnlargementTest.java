package org.revcor.stimulus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.revcor.stimulus.GaborFit.Enlargement;

final class EnlargementTest {
  @Test
  void interpolatesBetweenPixelCentres() {
    float[] enlarged = new Enlargement(2, 2, 2).of(new float[] {0, 1, 2, 3});

    assertThat(enlarged)
        .containsExactly(
            new float[] {
              0, 0.25f, 0.75f, 1, 0.5f, 0.75f, 1.25f, 1.5f, 1.5f, 1.75f, 2.25f, 2.5f, 2, 2.25f,
              2.75f, 3
            },
            within(1e-6f));
  }

  @Test
  void keepsTheMeanOfEachImage() {
    float[] images = {4, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1};

    float[] enlarged = new Enlargement(3, 3, 4).of(images);

    assertThat(enlarged).hasSize(2 * 144);
    double sum = 0;
    for (int i = 0; i < 144; i++) {
      sum += enlarged[i];
      assertThat(enlarged[144 + i]).isCloseTo(1, within(1e-6f));
    }
    assertThat(sum / 144).isCloseTo(4 / 9.0, within(1e-6));
  }
}
