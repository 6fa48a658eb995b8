package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.revcor.estimate.ErrorRates.Row;

/**
 * Few studies of each row of {@link ErrorRates}; docs/notes/statistics.md has the rates of many.
 * {@code ClassAreasTest} has those of {@code validate}.
 */
@Tag("full")
final class ErrorRatesTest {
  private static final int STUDIES = 10;

  /** Two of four studies are as rare under a limit of .005 as three of ten. */
  private static final int STUDIES_OF_RARE_ERRORS = 4;

  static List<Row> rows() {
    return ErrorRates.rows().stream()
        .filter(row -> row.limit() < 1)
        .filter(row -> !row.name().startsWith("validate"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void sharesAreWithinTheirLimits(Row row) {
    assertThat(row.holds(row.limit() < 0.01 ? STUDIES_OF_RARE_ERRORS : STUDIES)).isTrue();
  }
}
