package org.revcor.dataset.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class MinMaxTest {

  @Test
  void mapIsScaledFromItsMinimumToItsMaximum() {
    assertThat(Scaling.MIN_MAX.of(new float[] {-1, 0, 3, 1})).containsExactly(0f, 0.25f, 1f, 0.5f);
  }

  @Test
  void scaleAndOffsetOfAMapDoNotMatter() {
    assertThat(Scaling.MIN_MAX.of(new float[] {-256, 0, 768, 256}))
        .containsExactly(0f, 0.25f, 1f, 0.5f);
    assertThat(Scaling.MIN_MAX.of(new float[] {7, 8, 11, 9})).containsExactly(0f, 0.25f, 1f, 0.5f);
  }

  @Test
  void constantMapIsBlack() {
    assertThat(Scaling.MIN_MAX.of(new float[] {0.3f, 0.3f, 0.3f})).containsExactly(0f, 0f, 0f);
    assertThat(Scaling.MIN_MAX.of(new float[] {5})).containsExactly(0f);
  }

  @Test
  void imageReachesAndNeverExceedsBothEnds() {
    Random random = new Random(11);
    for (int i = 0; i < 1000; i++) {
      float[] map = new float[20];
      for (int j = 0; j < map.length; j++) {
        map[j] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(-20, 20)));
      }
      float[] copy = map.clone();
      float[] image = Scaling.MIN_MAX.of(map);
      assertThat(map).isEqualTo(copy);
      assertThat(image).contains(0f).contains(1f);
      for (float value : image) {
        assertThat(value).isBetween(0f, 1f);
      }
    }
  }
}
