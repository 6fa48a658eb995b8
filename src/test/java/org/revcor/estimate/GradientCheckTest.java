package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.estimate.GradientRates.End;

/** A few studies; docs/notes/statistics.md has the rates of many. */
final class GradientCheckTest {
  static List<SimulatedUnit> stepped() {
    return SteppedUnit.seen();
  }

  static List<SimulatedUnit> healthy() {
    return List.of(SimulatedUnit.linear(), SimulatedUnit.sigmoid(), SimulatedUnit.rectifier());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aStudyOfRandomStepsAgreesWithTheAverageOrIsRefusedOrUnchecked(long seed) {
    End end = run(SteppedUnit.random(new Random(seed)), seed);
    assertThat(end.refused() || end.unchecked() || end.correlation() > 0.8).isTrue();
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

  private static End run(SimulatedUnit unit, long seed) {
    return GradientRates.run(GradientRates.design(unit), seed, 20_000, true);
  }
}
