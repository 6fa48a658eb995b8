package org.revcor.estimate.significance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.revcor.estimate.significance.SmoothedTest.RandomField;

final class RandomFieldTest {

  /** 501 x 501 pixels with a correlation width of 50: a hundred resels. */
  private static final RandomField HUNDRED = new RandomField(501, 501, 251_001, 21.230_05);

  @Test
  void widthOfTheFieldIsThatOfTheGaussianForWideSmoothing() {
    assertThat(HUNDRED.fwhm()).isCloseTo(50, within(1e-3));
    double sigma = 30;
    assertThat(new RandomField(9, 9, 81, sigma).fwhm())
        .isCloseTo(sigma * Math.sqrt(8 * Math.log(2)), within(0.01));
  }

  /** 100 resels at t = 3.8: .049 (Brett, Penny and Kiebel 2003). */
  @Test
  void aHundredReselsHaveThePublishedNumberOfIslands() {
    assertThat(HUNDRED.islands(3.8)).isCloseTo(0.0489, within(1e-4));
  }

  @Test
  void maximumExceedsTheThresholdAtTheLevel() {
    double t = HUNDRED.threshold(0.05);
    assertThat(HUNDRED.maximumBeyond(t)).isCloseTo(0.05, within(1e-6));
    assertThat(t).isGreaterThan(3.8);
  }

  @Test
  void thresholdIsThatOfPixelsForNarrowSmoothing() {
    RandomField rough = new RandomField(28, 28, 784, 0.3);
    // one-sided .025 of 784 pixels is two-sided .05 to first order
    assertThat(rough.threshold(0.025)).isCloseTo(3.992, within(0.01));
    assertThat(new RandomField(28, 28, 784, 2).threshold(0.025)).isLessThan(3.8);
  }

  @Test
  void largerIslandsAreLessProbable() {
    double last = 1;
    for (int size : new int[] {1, 10, 100, 1000}) {
      double p = HUNDRED.largestIsland(3.09, size);
      assertThat(p).isBetween(0.0, last);
      last = p;
    }
    assertThat(HUNDRED.largestIsland(3.09, 1))
        .isCloseTo(1 - Math.exp(-HUNDRED.maximumBeyond(3.09)), within(1e-12));
  }
}
