package org.revcor.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows in columns; those named with a leading {@code >} are flush right. */
final class Table {
  private final List<List<String>> rows = new ArrayList<>();
  private final List<Boolean> right;

  Table(String... heads) {
    right = List.of(heads).stream().map(head -> head.startsWith(">")).toList();
    rows.add(
        List.of(heads).stream()
            .map(head -> head.startsWith(">") ? head.substring(1) : head)
            .toList());
  }

  void add(String... cells) {
    rows.add(List.of(cells));
  }

  /** The lines, the heads first, without trailing blanks. */
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
