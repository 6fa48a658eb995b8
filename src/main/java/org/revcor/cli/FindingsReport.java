package org.revcor.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.revcor.figure.Figure;
import org.revcor.figure.FigureText;
import org.revcor.figure.Findings;

/** Findings on a terminal: what was found, and tables and small matrices in full. */
final class FindingsReport {
  private static final int MOST_ROWS = 40;
  private static final int MOST_COLUMNS = 12;

  private final PrintWriter out;

  FindingsReport(PrintWriter out) {
    this.out = out;
  }

  void tell(Findings findings) {
    out.println(findings.title());
    findings.statements().forEach(out::println);
    for (Figure figure : findings.figures()) {
      switch (figure) {
        case Figure.Table table -> tell(table.title(), table.columns(), table.rows());
        case Figure.Matrix matrix when matrix.columns().size() <= MOST_COLUMNS -> tell(matrix);
        case Figure.Matrix wide -> {}
        case Figure.Curves curves -> {}
        case Figure.Gallery gallery -> {}
      }
    }
    out.println();
  }

  private void tell(Figure.Matrix matrix) {
    List<String> heads = new ArrayList<>();
    heads.add(matrix.down());
    heads.addAll(matrix.columns());
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < matrix.rows().size(); i++) {
      List<Object> row = new ArrayList<>();
      row.add(matrix.rows().get(i));
      Arrays.stream(matrix.values()[i]).forEach(row::add);
      rows.add(row);
    }
    tell("%s (across: %s)".formatted(matrix.title(), matrix.across()), heads, rows);
  }

  private void tell(String title, List<String> columns, List<List<Object>> rows) {
    out.println();
    out.println(title);
    String[] heads = new String[columns.size()];
    for (int i = 0; i < heads.length; i++) {
      boolean numbers = !rows.isEmpty() && rows.getFirst().get(i) instanceof Number;
      heads[i] = (numbers ? ">" : "") + columns.get(i);
    }
    Table table = new Table(heads);
    rows.stream()
        .limit(MOST_ROWS)
        .forEach(row -> table.add(row.stream().map(FigureText::shown).toArray(String[]::new)));
    table.lines().forEach(out::println);
    if (rows.size() > MOST_ROWS) {
      out.println("... %,d rows more".formatted(rows.size() - MOST_ROWS));
    }
  }
}
