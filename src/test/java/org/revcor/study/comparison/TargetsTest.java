package org.revcor.study.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TargetsTest {
  private static final double[] HISTORY = {
    Double.NaN, 0.2, 0.6, 0.4, 0.5, 0.7, Double.NaN, 0.8, 0.9
  };

  @ParameterizedTest
  @CsvSource({
    "0.1, 1", // 0.2 and 0.6 follow each other
    "0.4, 2",
    "0.5, 4", // 0.6 was followed by 0.4; 0.5 itself counts
    "0.8, 7",
    "0.85, -1", // the last look alone
    "0.95, -1"
  })
  void targetIsReachedAtTheFirstOfTwoLooksInARow(double target, int look) {
    assertThat(Targets.firstLook(HISTORY, target)).isEqualTo(look);
  }

  @Test
  void historyOfOneLookReachesNoTarget() {
    assertThat(Targets.firstLook(new double[] {1}, 0.5)).isEqualTo(-1);
    assertThat(Targets.firstLook(new double[0], 0.5)).isEqualTo(-1);
  }

  @Test
  void targetsAreSortedAndDistinct() {
    assertThat(new Targets(List.of(0.9, 0.5, 0.9)).values()).containsExactly(0.5, 0.9);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "-0.5", "NaN"})
  void targetsOutOfRangeAreRefused(double target) {
    assertRefused(() -> new Targets(List.of(0.5, target)))
        .hasMessageStartingWith("--targets is [")
        .hasMessageEndingWith("; it must be numbers above 0 and below 1, such as 0.5,0.9");
  }
}
