package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.revcor.estimate.StoppingRule.NormalMixture;

final class NormalMixtureTest {
  @Test
  void normalMixtureHasTheWidthOfItsFormula() {
    // ρ² = (5.9915 + 1.7903 + 1)/100
    NormalMixture mixture = new NormalMixture(0.05, 100);
    assertThat(mixture.standardErrors(100)).isCloseTo(3.0354, within(1e-4));
    double grown = 1_000 * 0.087_818 + 1;
    assertThat(mixture.standardErrors(1_000))
        .isCloseTo(Math.sqrt(grown / (grown - 1) * Math.log(grown / (0.05 * 0.05))), within(1e-5));
  }

  @Test
  void normalMixtureIsNarrowestAtItsTuningAndLittleWiderElsewhere() {
    double there = new NormalMixture(1e-5, 50).standardErrors(50);
    for (double other : new double[] {5, 20, 100, 500, 5_000}) {
      assertThat(new NormalMixture(1e-5, other).standardErrors(50)).isGreaterThan(there);
    }
    assertThat(new NormalMixture(1e-5, 50).standardErrors(1_000) / there).isBetween(1.03, 1.04);
  }

  @Test
  void valuesNeededAreThoseAtWhichTheWidthIsTheTarget() {
    NormalMixture mixture = new NormalMixture(1e-4, 50);
    for (double target : new double[] {0.001, 0.02, 0.1, 3}) {
      double n = mixture.needed(0.02, 80, target);
      double width = 0.02 * Math.sqrt(80 / n) * mixture.standardErrors(n);
      assertThat(width).isCloseTo(target, within(1e-5 * target));
    }
  }
}
