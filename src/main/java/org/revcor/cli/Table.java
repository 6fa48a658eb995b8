package org.revcor.cli;

import java.util.ArrayList;
import java.util.List;

/** A text table; columns whose heading starts with {@code >} are right-aligned. */
final class Table {
  private final List<List<String>> rows = new ArrayList<>();
  private final List<Boolean> right;

  Table(String... headings) {
    right = List.of(headings).stream().map(heading -> heading.startsWith(">")).toList();
    rows.add(
        List.of(headings).stream()
            .map(heading -> heading.startsWith(">") ? heading.substring(1) : heading)
            .toList());
  }

  void add(String... cells) {
    rows.add(List.of(cells));
  }

  /** Returns the lines, headings first, without trailing spaces. */
  List<String> lines() {
    return rows.stream().map(this::line).toList();
  }

  private String line(List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      int column = i;
      int width = rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
      String blanks = " ".repeat(width - row.get(i).length());
      line.append(i == 0 ? "" : "  ");
      line.append(right.get(i) ? blanks + row.get(i) : row.get(i) + blanks);
    }
    return line.toString().stripTrailing();
  }
}
