package org.revcor.reproduction.paper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.revcor.figure.Figure;
import org.revcor.figure.Findings;

final class DoseShiftsTest {
  private static final Findings STIMULATED =
      new Findings(
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
  void shiftsBeyondThreeStandardErrorsCount() {
    DoseShifts shifts = DoseShifts.of(STIMULATED, 10);
    assertThat(shifts.left()).containsExactly("0");
    assertThat(shifts.right()).containsExactly("1");
    assertThat(shifts.words()).isEqualTo("1 left (0), 1 right (1) of 3");
    assertThat(shifts.all()).isEqualTo("0 -0.050, 1 +0.310, 2 -0.020");
  }

  @Test
  void curveAtRestDoesNotShift() {
    DoseShifts shifts = DoseShifts.of(STIMULATED, 0);
    assertThat(shifts.words()).isEqualTo("0 left, 0 right of 2");
  }
}
