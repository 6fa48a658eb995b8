package org.revcor.cli;

import java.io.PrintWriter;
import java.util.List;
import org.revcor.figure.Figure;
import org.revcor.figure.FigureText;
import org.revcor.figure.AnalysisResult;

/** Findings on a terminal: what was found, and tables and small matrices in full. */
final class AnalysisReport {
  private static final int MAX_ROWS = 40;
  private static final int MAX_COLUMNS = 12;

  private final PrintWriter out;

  AnalysisReport(PrintWriter out) {
    this.out = out;
  }

  void tell(AnalysisResult findings) {
    out.println(findings.title());
    findings.statements().forEach(out::println);
    for (Figure figure : findings.figures()) {
      switch (figure) {
        case Figure.Table table -> tell(table);
        case Figure.Matrix matrix when matrix.columns().size() <= MAX_COLUMNS ->
            tell(matrix.table());
        case Figure.Matrix wide -> {}
        case Figure.Curves curves -> {}
        case Figure.Gallery gallery -> {}
      }
    }
    out.println();
  }

  private void tell(Figure.Table figure) {
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
      out.println("... %,d rows more".formatted(rows.size() - MAX_ROWS));
    }
  }
}
