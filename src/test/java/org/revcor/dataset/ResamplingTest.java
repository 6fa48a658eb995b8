package org.revcor.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class ResamplingTest {

  @Test
  void doesNotChangeAnImageOfTheRightSize() {
    byte[] image = {0, 1, 2, 127, -128, -1};
    assertThat(resampled(image, 2, 3, 2, 3)).containsExactly(image);
  }

  @Test
  void cropsTheCentreIfOneSideIsEqual() {
    byte[] image = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    assertThat(resampled(image, 2, 5, 2, 2)).containsExactly(2, 3, 7, 8);
  }

  @Test
  void halvingAveragesWithTriangularWeights() {
    // output 1 is centred at 3 of the input and covers 1 to 5: weights 1 3 3 1 of 8
    byte[] line = {0, 80, 0, 0, 0, 0, 0, 0};
    byte[] square = new byte[64];
    for (int y = 0; y < 8; y++) {
      System.arraycopy(line, 0, square, y * 8, 8);
    }
    byte[] half = resampled(square, 8, 8, 4, 4);
    assertThat(Arrays.copyOf(half, 4)).containsExactly(34, 10, 0, 0);
  }

  @Test
  void doublingInterpolates() {
    assertThat(resampled(new byte[] {0, 100, 0, 100}, 2, 2, 4, 4))
        .startsWith(0, 25, 75, 100)
        .endsWith(0, 25, 75, 100);
  }

  @Test
  void scalesALongImageByItsShorterSide() {
    byte[] image = new byte[4 * 12];
    Arrays.fill(image, (byte) 200);
    for (int y = 0; y < 4; y++) {
      Arrays.fill(image, y * 12, y * 12 + 2, (byte) 0);
    }
    assertThat(resampled(image, 4, 12, 2, 2)).containsOnly(200);
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void doesNotChangeABlankImage(
      @ForAll @ByteRange(min = -128) byte value,
      @ForAll @IntRange(min = 1, max = 40) int fromHeight,
      @ForAll @IntRange(min = 1, max = 40) int fromWidth,
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int width) {
    byte[] image = new byte[fromHeight * fromWidth];
    Arrays.fill(image, value);
    assertThat(resampled(image, fromHeight, fromWidth, height, width)).containsOnly(value);
  }

  private static byte[] resampled(byte[] image, int fromHeight, int fromWidth, int h, int w) {
    return Resampling.cover(image, 0, 1, fromHeight, fromWidth, h, w);
  }

  @Test
  void resizedPlanesAreInterpolatedSeparately() {
    float[] planes = {0, 4, 8, 12, 1, 1, 1, 1};

    float[] resized = Resampling.resized(planes, 2, 2, 4, 4);

    assertThat(resized)
        .containsExactly(
            0, 1, 3, 4, 2, 3, 5, 6, 6, 7, 9, 10, 8, 9, 11, 12, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
            1, 1, 1, 1);
  }
}
