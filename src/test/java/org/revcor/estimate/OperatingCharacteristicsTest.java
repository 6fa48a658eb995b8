package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks a few cells of {@link OperatingCharacteristics} against their binomial limits. The assured
 * reliability is a limit of the mean over studies, not of a single map.
 */
final class OperatingCharacteristicsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ZERO energy gradient activation gaussian 64 40 0.95",
        "STOP linear average logit gaussian 64 20 0.95",
        "STOP sigmoid average probability gaussian 64 20 0.95"
      })
  void shortCellHolds(String name) throws Exception {
    holds(name, 100);
  }

  @Tag("full")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ZERO square gradient activation gaussian 256 1000 0.95",
        "STOP sigmoid gradient probability gaussian 256 100 0.95",
        "STOP softmax of 10 gradient selected probability gaussian 64 1000 0.95",
        "STOP linear average whitened logit gaussian 64 100 0.95",
        "PRECISION sigmoid average probability gaussian 64 40 ASYMPTOTIC"
      })
  void longCellHolds(String name) throws Exception {
    holds(name, OperatingCharacteristics.STUDIES);
  }

  private static void holds(String name, int studies) throws Exception {
    List<OperatingCharacteristics.Row> rows = rows(name, studies);
    if (name.startsWith("STOP")) {
      assertThat(rows.getFirst().quantity()).isEqualTo("reached");
      assertThat(rows.getFirst().observed()).isEqualTo(1);
    }
    assertThat(rows)
        .filteredOn(row -> !row.quantity().startsWith("assured holds of the map"))
        .allMatch(OperatingCharacteristics.Row::holds);
  }

  private static List<OperatingCharacteristics.Row> rows(String name, int studies)
      throws Exception {
    OperatingCell cell =
        OperatingCell.all().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      return OperatingCharacteristics.measure(cell, studies, Instant.MAX, threads);
    }
  }
}
