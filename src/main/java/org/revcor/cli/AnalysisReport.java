package org.revcor.cli;

import java.io.PrintWriter;
import java.util.List;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.figure.FigureText;

/** Prints an analysis result: its statements, tables, and matrices of at most 12 columns. */
record AnalysisReport(PrintWriter out) {
  private static final int MAX_ROWS = 40;
  private static final int MAX_COLUMNS = 12;

  void print(AnalysisResult result) {
    out.println(result.title());
    result.statements().forEach(out::println);
    for (Figure figure : result.figures()) {
      switch (figure) {
        case Figure.Table table -> print(table);
        case Figure.Matrix matrix when matrix.columns().size() <= MAX_COLUMNS ->
            print(matrix.table());
        case Figure.Matrix wide -> {}
        case Figure.Curves curves -> {}
        case Figure.Gallery gallery -> {}
      }
    }
    out.println();
  }

  private void print(Figure.Table figure) {
    List<String> columns = figure.columns();
    List<List<Object>> rows = figure.rows();
    out.println();
    out.println(figure.title());
    String[] heads = new String[columns.size()];
    for (int i = 0; i < heads.length; i++) {
      boolean numbers = !rows.isEmpty() && rows.getFirst().get(i) instanceof Number;
      heads[i] = (numbers ? ">" : "") + columns.get(i);
    }
    Table table = new Table(heads);
    rows.stream()
        .limit(MAX_ROWS)
        .forEach(row -> table.add(row.stream().map(FigureText::shown).toArray(String[]::new)));
    table.lines().forEach(out::println);
    if (rows.size() > MAX_ROWS) {
      out.println("... and %,d more rows".formatted(rows.size() - MAX_ROWS));
    }
  }
}
