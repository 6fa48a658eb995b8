package org.revcor.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.revcor.Refusals.assertRefused;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IndicesTest {
  @Test
  void parsesNumbersAndRangesInOrder() {
    assertThat(Indices.parse("units", "12, 0 - 2,5").of(13, "units", "conv1"))
        .containsExactly(12, 0, 1, 2, 5);
    assertThat(Indices.of(List.of(3, 1)).of(4, "units", "conv1")).containsExactly(3, 1);
    assertThat(Indices.parse("units", " all ").of(3, "units", "conv1")).containsExactly(0, 1, 2);
  }

  @Test
  void textParsesToEqualIndices() {
    for (String text : List.of("all", "0-9", "3", "12,0-2,5")) {
      assertThat(Indices.parse("units", text).text()).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "1-", "-1", "3-1", "1,,2", "1;2", "99999999999"})
  void rejectsOtherText(String text) {
    assertRefused(
        () -> Indices.parse("units", text),
        "units is %s; it must be all, or numbers and ranges such as \"0-9, 12\""
            .formatted(text.isEmpty() ? "\"\"" : text));
  }

  @Test
  void rejectsRepeatedNumbers() {
    assertThatThrownBy(() -> Indices.parse("units", "0-3,2").of(5, "units", "conv1"))
        .hasMessage("units is 0-3,2; it must be each number once");
  }
}
