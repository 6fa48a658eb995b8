package org.revcor.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Columns of a table: the head of each, and what it shows of a row. */
public final class Columns<R> {
  private final List<String> heads = new ArrayList<>();
  private final List<Function<? super R, ?>> cells = new ArrayList<>();

  public Columns<R> with(String head, Function<? super R, ?> cell) {
    heads.add(head);
    cells.add(cell);
    return this;
  }

  public <P> Columns<R> with(Columns<P> others, Function<? super R, ? extends P> part) {
    for (int i = 0; i < others.heads.size(); i++) {
      Function<? super P, ?> cell = others.cells.get(i);
      with(others.heads.get(i), row -> cell.apply(part.apply(row)));
    }
    return this;
  }

  public List<Object> cells(R row) {
    return cells.stream().<Object>map(cell -> cell.apply(row)).toList();
  }

  public Figure.Table table(String name, String title, Collection<? extends R> rows) {
    return new Figure.Table(name, title, heads, rows.stream().map(this::cells).toList());
  }

  /** Returns a table whose columns take the indices of rows, from 0. */
  public static Figure.Table table(String name, String title, int rows, Columns<Integer> columns) {
    return columns.table(name, title, IntStream.range(0, rows).boxed().toList());
  }

  /**
   * Returns rows as aligned text below the heads, without trailing spaces. Columns whose head
   * begins with {@code >} are right-aligned. A cell of an empty {@link Optional} is empty.
   */
  public List<String> lines(Collection<? extends R> rows) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(heads.stream().map(head -> head.replaceFirst("^>", "")).toList());
    rows.forEach(row -> lines.add(cells(row).stream().map(Columns::text).toList()));
    int[] widths = new int[heads.size()];
    lines.forEach(
        line ->
            Arrays.setAll(widths, column -> Math.max(widths[column], line.get(column).length())));
    return lines.stream().map(line -> aligned(line, widths)).toList();
  }

  private String aligned(List<String> line, int[] widths) {
    StringJoiner joined = new StringJoiner("  ");
    for (int column = 0; column < widths.length; column++) {
      String cell = line.get(column);
      String blanks = " ".repeat(widths[column] - cell.length());
      joined.add(heads.get(column).startsWith(">") ? blanks + cell : cell + blanks);
    }
    return joined.toString().stripTrailing();
  }

  private static String text(Object cell) {
    return cell instanceof Optional<?> optional
        ? optional.map(String::valueOf).orElse("")
        : String.valueOf(cell);
  }

  /** Returns rows as comma-separated values with a header. */
  public String csv(Collection<? extends R> rows) {
    return FigureText.csv(heads, rows.stream().map(this::cells).toList());
  }
}
