package org.revcor.estimate.significance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.revcor.estimate.significance.PixelTests.StandardNormal;

final class PixelTestsTest {

  /** The fifteen p-values of Benjamini and Hochberg (1995), section 3.2. */
  private static final double[] PUBLISHED = {
    .0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528,
    .7590, 1.0
  };

  @Test
  void pValuesAreTwoSided() {
    double[] p = PixelTests.pValues(new float[] {0, 1.959_964f, -1.959_964f, 6, Float.NaN});
    assertThat(p[0]).isEqualTo(1);
    assertThat(p[1]).isCloseTo(0.05, within(1e-7));
    assertThat(p[2]).isEqualTo(p[1]);
    assertThat(p[3]).isCloseTo(1.973_175e-9, within(1e-14));
    assertThat(p[4]).isNaN();
  }

  @Test
  void largestPixelExceedsTheFamilywiseThresholdAtTheLevel() {
    assertThat(PixelTests.familywiseThreshold(0.05, 1)).isCloseTo(1.959_964, within(1e-6));
    assertThat(PixelTests.familywiseThreshold(0.05, 784)).isCloseTo(3.992_345, within(1e-6));
    assertThat(PixelTests.familywiseThreshold(0.01, 64)).isCloseTo(3.779_689, within(1e-6));
  }

  @Test
  void falseDiscoveryFindsTheFourPublishedValues() {
    float[] z = zOf(PUBLISHED);
    double threshold = PixelTests.discoveryThreshold(z, 0.05);
    assertThat(PixelTests.count(z, threshold)).isEqualTo(4);
    assertThat(threshold).isEqualTo(Math.abs(z[3]));
  }

  @Test
  void orderAndUndefinedPixelsDoNotMatterToFalseDiscovery() {
    float[] z = zOf(PUBLISHED);
    float[] other = new float[z.length + 3];
    Arrays.fill(other, Float.NaN);
    for (int i = 0; i < z.length; i++) {
      other[z.length + 1 - i] = z[i];
    }
    assertThat(PixelTests.discoveryThreshold(other, 0.05))
        .isEqualTo(PixelTests.discoveryThreshold(z, 0.05));
  }

  @Test
  void falseDiscoveryFindsNothingWithoutStructureOrPixels() {
    assertThat(PixelTests.discoveryThreshold(new float[] {0.1f, -1, 0.5f}, 0.05)).isInfinite();
    assertThat(PixelTests.discoveryThreshold(new float[] {Float.NaN}, 0.05)).isInfinite();
    assertThat(PixelTests.count(new float[] {Float.NaN, 1}, Double.POSITIVE_INFINITY)).isZero();
  }

  /** Returns z with alternating signs. */
  private static float[] zOf(double[] p) {
    float[] z = new float[p.length];
    for (int i = 0; i < p.length; i++) {
      z[i] = (float) (StandardNormal.threshold(p[i] / 2) * (i % 2 == 0 ? 1 : -1));
    }
    return z;
  }
}
