package org.revcor.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class LikenessTest {
  private static final float[][] MEANS = {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}};
  private static final float NONE = Float.NaN;

  private static Likeness of(float[][] maps, double... counts) {
    float[][] errors = new float[3][4];
    for (float[] row : errors) {
      Arrays.fill(row, 0.1F);
    }
    return Likeness.of(maps, errors, counts, MEANS, new float[3][4]);
  }

  @Test
  void mapsAreRecognisedByTheirMeanImages() {
    Likeness likeness =
        of(new float[][] {{2, -1, -1, 0}, {-1, 2, -1, 0}, {-1, 2, -1, 0}}, 10, 10, 10);
    assertThat(likeness.margins()[0].value()).isPositive();
    assertThat(likeness.margins()[2].value()).isNegative();
    assertThat(likeness.share("-").value()).isEqualTo(2 / 3.0);
  }

  /** A map of norm √6 with errors of .1, and two images of correlation -.5. */
  @Test
  void marginErrorIncludesTheMap() {
    float[][] maps = {{2, -1, -1, 0}, {-1, 2, -1, 0}, {-1, -1, 2, 0}};
    Measure margin = of(maps, 10, 10, 10).margins()[0];
    assertThat(margin.value()).isCloseTo(1.5, within(1e-6));
    assertThat(margin.error()).isCloseTo(0.1 / Math.sqrt(6) * Math.sqrt(3), within(1e-6));
  }

  /** Mean images minus their mean are (2,-1,-1,0)/3, with a sum of squares of 6/9. */
  @Test
  void marginErrorIncludesTheImages() {
    float[][] maps = {{2, -1, -1, 0}, {-1, 2, -1, 0}, {-1, -1, 2, 0}};
    float[][] errors = {{0.1F, 0.1F, 0.1F, 0.1F}, {0.1F, 0.1F, 0.1F, 0.1F}, {0, 0, 0, 0}};
    Measure margin =
        Likeness.of(maps, new float[3][4], new double[] {10, 10, 10}, MEANS, errors).margins()[0];
    assertThat(margin.value()).isCloseTo(1.5, within(1e-6));
    assertThat(margin.error()).isCloseTo(0.1 / Math.sqrt(6 / 9.0) * Math.sqrt(2), within(1e-6));
  }

  @Test
  void marginErrorIsUnknownForCorrelatedPixels() {
    Measure margin =
        of(new float[][] {{2, -1, -1, 0}, {-1, 2, -1, 0}, {-1, -1, 2, 0}}, 10, 10, 10)
            .ofCorrelatedPixels()
            .margins()[0];
    assertThat(margin.value()).isCloseTo(1.5, within(1e-6));
    assertThat(margin.error()).isNaN();
  }

  @Test
  void classWithoutAMapIsNotRecognised() {
    Likeness likeness =
        of(new float[][] {{2, -1, -1, 0}, {NONE, NONE, NONE, NONE}, {-1, -1, 2, 0}}, 10, 0, 10);
    assertThat(likeness.byClass()[1]).isNaN();
    assertThat(likeness.margins()[1].shown()).isEqualTo("no map");
    Measure share = likeness.share("-");
    assertThat(share.value()).isEqualTo(2 / 3.0);
    assertThat(share.error()).isEqualTo(Measure.binomialError(1 / 3.0, 3));
  }

  @Test
  void meanHasAnErrorOverClasses() {
    Measure mean = Likeness.mean(new double[] {0.1, 0.3, Double.NaN, 0.2}, "noise");
    assertThat(mean.value()).isCloseTo(0.2, within(1e-12));
    assertThat(mean.error()).isCloseTo(0.1 / Math.sqrt(3), within(1e-12));
    assertThat(mean.convention()).isEqualTo("noise, mean and error over 3 classes");
    assertThat(Likeness.mean(new double[] {0.1, Double.NaN}, "noise").isNumber()).isFalse();
  }

  @Test
  void excessIsTheMeanDifferenceByClass() {
    Likeness one = new Likeness(new double[] {0.5, 0.4, Double.NaN}, new Measure[0]);
    Likeness other = new Likeness(new double[] {0.2, 0.1, 0.3}, new Measure[0]);
    Measure more = one.more(other, "noise");
    assertThat(more.value()).isCloseTo(0.3, within(1e-12));
    assertThat(more.error()).isCloseTo(0, within(1e-12));
  }
}
