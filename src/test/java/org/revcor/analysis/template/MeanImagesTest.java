package org.revcor.analysis.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.revcor.dataset.Images;

final class MeanImagesTest {
  @Test
  void imagesOfAClassAreAveraged() {
    Images images = images(new int[] {255, 0, 51, 0, 0, 102}, 0, 0, 1);
    assertThat(MeanImages.of(images)).isDeepEqualTo(new float[][] {{0.6f, 0}, {0, 0.4f}});
    float[][] roots = MeanImages.rootMeanSquares(images);
    assertThat(roots[0]).containsExactly((float) Math.sqrt(0.52), 0);
    assertThat(roots[1]).containsExactly(0, 0.4f);
  }

  @Test
  void emptyClassIsRejected() {
    assertRefused(() -> MeanImages.of(images(new int[] {1, 2}, 0)))
        .hasMessageContaining("b of made by hand, which has no image");
  }

  private static Images images(int[] values, int... labels) {
    byte[] pixels = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      pixels[i] = (byte) values[i];
    }
    return new Images("made by hand", 1, 1, 2, List.of("a", "b"), pixels, labels);
  }
}
