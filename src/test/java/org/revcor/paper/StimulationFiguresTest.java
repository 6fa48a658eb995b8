package org.revcor.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;

final class StimulationFiguresTest {
  private static final AnalysisResult STIMULATED =
      new AnalysisResult(
          "stimulate",
          "",
          List.of(),
          new LinkedHashMap<>(),
          List.of(
              new Figure.Table(
                  "thresholds",
                  "",
                  List.of("class", "k", "shift", "error"),
                  List.of(
                      List.of("0", 0.0, 0.0, 0.0),
                      List.of("0", 10.0, -0.05, 0.01),
                      List.of("1", 0.0, 0.0, 0.0),
                      List.of("1", 10.0, 0.31, 0.1),
                      List.of("2", 10.0, -0.02, 0.01)))));

  @Test
  void shiftsOfADoseIncludeTheirErrors() {
    assertThat(StimulationFigures.shifts(STIMULATED, "fc1", 10, "all"))
        .containsExactly(
            entry("shift: fc1/0", shift(-0.05, 0.01)),
            entry("shift: fc1/1", shift(0.31, 0.1)),
            entry("shift: fc1/2", shift(-0.02, 0.01)));
  }

  private static Measure shift(double value, double error) {
    return Measure.estimate(value, error, "all; shift is the area between the curves");
  }

  @Test
  void areaFollowsTheTrapezoidRule() {
    assertThat(
            StimulationFigures.area(
                Figure.Curve.line("", new double[] {0, 0.5, 1}, new double[] {0, 1, 1})))
        .isEqualTo(0.75);
  }

  @Test
  void curveIsShapedIfItRisesPastAHalfWithoutFalling() {
    assertThat(StimulationFigures.isShaped(new double[] {0, 0.4, 0.39, 1}, 1_000)).isTrue();
    assertThat(StimulationFigures.isShaped(new double[] {0, 0.4, 0.3, 1}, 1_000)).isFalse();
    assertThat(StimulationFigures.isShaped(new double[] {0.9, 0.95, 1}, 1_000)).isFalse();
  }
}
