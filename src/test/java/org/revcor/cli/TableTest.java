package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TableTest {
  @Test
  void lines_alignsColumnsAndLeavesNoTrailingBlanks() {
    Table table = new Table("name", ">count", "note");
    table.add("a", "1", "");
    table.add("longer", "1,000", "x");
    assertThat(table.lines())
        .containsExactly("name    count  note", "a           1", "longer  1,000  x");
  }
}
