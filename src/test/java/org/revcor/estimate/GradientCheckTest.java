package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.revcor.estimate.GradientRates.End;

/** One study of each unit; {@link ErrorRatesTest} has more, and units of random steps. */
final class GradientCheckTest {
  static List<SimulatedUnit> stepped() {
    return SteppedUnit.seen();
  }

  static List<SimulatedUnit> healthy() {
    return List.of(SimulatedUnit.linear(), SimulatedUnit.sigmoid(), SimulatedUnit.rectifier());
  }

  @ParameterizedTest
  @MethodSource("stepped")
  void stepsAreRefused(SimulatedUnit unit) {
    assertThat(run(unit, 1).refused()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("healthy")
  void smoothUnitsReachTheTargetChecked(SimulatedUnit unit) {
    End end = run(unit, 1);
    assertThat(end.reached()).isTrue();
    assertThat(end.unchecked()).isFalse();
  }

  /** Channels take turns: each alone would be known only after two hundred times the blocks. */
  @Test
  void zeroGradientsOfManyChannelsAreRefusedTogether() {
    SimulatedUnit rounded =
        new SimulatedUnit(
            "200 rounded",
            1,
            200,
            false,
            (u, r, slopes) -> {
              Arrays.fill(r, Math.rint(2 * u[0]) / 2);
              Arrays.stream(slopes).forEach(row -> Arrays.fill(row, 0));
            });
    UnitDesign design =
        new UnitDesign(rounded, Estimator.GRADIENT, Estimand.FIRST_ORDER_KERNEL, 8, 400);
    assertThat(GradientRates.run(design, 1, 40_000, true).refused()).isTrue();
  }

  private static End run(SimulatedUnit unit, long seed) {
    return GradientRates.run(GradientRates.design(unit), seed, 20_000, true);
  }
}
