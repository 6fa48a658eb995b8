package org.revcor.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A text table; columns whose heading starts with {@code >} are right-aligned. */
final class Table {
  private final List<List<String>> rows = new ArrayList<>();
  private final List<Boolean> right;

  Table(String... headings) {
    right = Stream.of(headings).map(heading -> heading.startsWith(">")).toList();
    rows.add(Stream.of(headings).map(heading -> heading.replaceFirst("^>", "")).toList());
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
