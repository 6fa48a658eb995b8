package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunReportTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1000.25, '1,000.3'",
    "1e12, '1,000,000,000,000'",
    "1e13, 1.000e+13",
    "1e30, 1.000e+30"
  })
  void countsOfManyDigitsAreInScientificNotation(double count, String expected) {
    assertThat(RunReport.count(count)).isEqualTo(expected);
  }
}
