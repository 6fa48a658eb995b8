package org.revcor.dataset.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ScalingTest {
  private static final float[] MAP = {1, 5, 3, 3};
  private static final float[] UNDEFINED = {1, Float.NaN, 2};

  @Test
  void eachScalingMatchesItsName() {
    assertThat(Scaling.RAW.of(MAP)).containsExactly(1, 5, 3, 3);
    assertThat(Scaling.CENTRED.of(MAP)).containsExactly(-2, 2, 0, 0);
    assertThat(Scaling.MIN_MAX.of(MAP)).containsExactly(0, 1, 0.5f, 0.5f);
    float unit = (float) Math.sqrt(2);
    assertThat(Scaling.Z.of(MAP)).containsExactly(-unit, unit, 0, 0);
  }

  @Test
  void constantMapBecomesZero() {
    float[] constant = {4, 4};
    assertThat(Scaling.RAW.of(constant)).containsExactly(4, 4);
    assertThat(Scaling.CENTRED.of(constant)).containsExactly(0, 0);
    assertThat(Scaling.MIN_MAX.of(constant)).containsExactly(0, 0);
    assertThat(Scaling.Z.of(constant)).containsExactly(0, 0);
  }

  @Test
  void mapWithAnUndefinedValueIsUndefined() {
    for (Scaling scaling : Scaling.values()) {
      assertThat(scaling.of(UNDEFINED)).containsExactly(Float.NaN, Float.NaN, Float.NaN);
    }
  }
}
