package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.revcor.estimate.ErrorRates.Row;

/**
 * Few studies of each row of {@link ErrorRates}; docs/notes/statistics.md has the rates of many.
 */
@Tag("full")
final class ErrorRatesTest {
  private static final int STUDIES = 10;

  static List<Row> rows() {
    return ErrorRates.rows().stream().filter(row -> row.limit() < 1).toList();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void sharesAreWithinTheirLimits(Row row) {
    assertThat(row.holds(STUDIES)).isTrue();
  }
}
