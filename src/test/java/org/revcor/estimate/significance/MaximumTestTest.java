package org.revcor.estimate.significance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class MaximumTestTest {
  private static final MaximumTest NINETEEN =
      new MaximumTest(
          new double[] {
            3.5, 1.1, 3.0, 2.9, 2.8, 2.7, 2.6, 2.5, 2.4, 2.3, 2.2, 2.1, 2.0, 1.9, 1.8, 1.7, 1.6,
            1.5, 1.4
          });

  @Test
  void pValueCountsNullMapsAsExtremeAndTheMapItself() {
    assertThat(NINETEEN.p(3.6f)).isEqualTo(1 / 20.0);
    assertThat(NINETEEN.p(-3.2f)).isEqualTo(2 / 20.0);
    assertThat(NINETEEN.p(3.0f)).isEqualTo(3 / 20.0);
    assertThat(NINETEEN.p(0)).isEqualTo(1);
    assertThat(NINETEEN.p(Float.NaN)).isNaN();
  }

  @Test
  void thresholdIsTheNullMaximumThatMustBeExceeded() {
    assertThat(NINETEEN.threshold(0.05)).isEqualTo(3.5);
    assertThat(NINETEEN.threshold(0.10)).isEqualTo(3.0);
    assertThat(NINETEEN.threshold(0.049)).isInfinite();
  }

  @Test
  void statisticIsTheLargestOfEitherSign() {
    assertThat(MaximumTest.statistic(new float[] {1, Float.NaN, -2.5f, 2}))
        .isCloseTo(2.5, within(0.0));
    assertThat(MaximumTest.statistic(new float[] {Float.NaN})).isZero();
  }

  @Property(seed = "9", tries = 300)
  void pixelExceedsTheThresholdIfAndOnlyIfItsPValueIsAtMostTheLevel(
      @ForAll @Size(min = 1, max = 60) double[] maxima,
      @ForAll @DoubleRange(min = 0.01, max = 0.5) double level,
      @ForAll @DoubleRange(min = -5, max = 5) double z) {
    MaximumTest test = new MaximumTest(maxima);
    assertThat(Math.abs((float) z) > test.threshold(level)).isEqualTo(test.p((float) z) <= level);
  }
}
