package org.revcor.estimate.significance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class OmnibusTest {

  @Test
  void squaredNormIsChiSquaredOfAsManyDegreesAsPixels() {
    Omnibus omnibus = Omnibus.of(constant(64, Math.sqrt(100 / 64.0)));
    assertThat(omnibus.pixels()).isEqualTo(64);
    assertThat(omnibus.squaredNorm()).isCloseTo(100, within(1e-4));
    assertThat(omnibus.p()).isCloseTo(0.002_686_283, within(1e-7));
  }

  @Test
  void undefinedPixelsAreIgnored() {
    float[] z = Arrays.copyOf(constant(10, 1), 14);
    Arrays.fill(z, 10, 14, Float.NaN);
    assertThat(Omnibus.of(z)).isEqualTo(Omnibus.of(constant(10, 1)));
  }

  @Test
  void testOfAMapWithoutPixelsIsUndefined() {
    Omnibus omnibus = Omnibus.of(new float[] {Float.NaN, Float.NaN});
    assertThat(omnibus.pixels()).isZero();
    assertThat(omnibus.p()).isNaN();
  }

  private static float[] constant(int pixels, double value) {
    float[] z = new float[pixels];
    Arrays.fill(z, (float) value);
    return z;
  }
}
