package org.revcor.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ProportionTest {
  @Test
  void intervalOfHalfOfTen() {
    assertThat(Proportion.interval(0.5, 10))
        .containsExactly(new double[] {0.2366, 0.7634}, within(5e-5));
  }

  @Test
  void zeroOfAHundredAllowsAPositiveRate() {
    assertThat(Proportion.interval(0, 100)).containsExactly(new double[] {0, 0.0370}, within(5e-5));
  }

  @Test
  void coverageMatchesTheLevel() {
    SplittableRandom random = new SplittableRandom(5);
    int covered = 0;
    for (int study = 0; study < 4000; study++) {
      int hits = 0;
      for (int i = 0; i < 200; i++) {
        hits += random.nextDouble() < 0.3 ? 1 : 0;
      }
      double[] interval = Proportion.interval(hits / 200.0, 200);
      covered += interval[0] <= 0.3 && interval[1] >= 0.3 ? 1 : 0;
    }
    // the exact coverage of this interval at .3 and 200 is .9466; four standard errors are .0142
    assertThat(covered / 4000.0).isCloseTo(0.9466, within(0.0142));
  }
}
