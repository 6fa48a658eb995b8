package org.revcor.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Writes figures as comma-separated values (RFC 4180), and numbers for display. */
public final class FigureText {
  private FigureText() {}

  /**
   * Returns all numbers of a figure in full precision, with a header; undefined ones are empty.
   * Curves have a row per x and a column per curve; if x does not ascend, a row per point with its
   * curve's name. Empty for a gallery.
   */
  public static Optional<String> csv(Figure figure) {
    return switch (figure) {
      case Figure.Table table -> Optional.of(csv(table.columns(), table.rows()));
      case Figure.Matrix matrix -> csv(matrix.table());
      case Figure.Curves curves -> Optional.of(csv(curves));
      case Figure.Gallery gallery -> Optional.empty();
    };
  }

  public static String csv(List<String> columns, List<? extends List<?>> rows) {
    return Stream.concat(Stream.of(columns), rows.stream())
        .map(row -> row.stream().map(FigureText::cell).collect(Collectors.joining(",")))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /**
   * Formats a number: four significant digits, whole numbers without decimals, "-" if undefined.
   */
  public static String shown(Object cell) {
    if (!(cell instanceof Number number)) {
      return cell.toString();
    }
    double value = number.doubleValue();
    if (!Double.isFinite(value)) {
      return "-";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e12) {
      return String.format(Locale.ROOT, "%,d", (long) value);
    }
    double size = Math.abs(value);
    if (size < 1e-4 || size >= 1e6) {
      return String.format(Locale.ROOT, "%.3g", value);
    }
    int decimals = Math.clamp(3 - (int) Math.floor(Math.log10(size)), 1, size < 1e-3 ? 6 : 4);
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  private static String csv(Figure.Curves curves) {
    return curves.curves().stream().allMatch(curve -> ascends(curve.x()))
        ? byX(curves)
        : byPoint(curves);
  }

  private static boolean ascends(double[] x) {
    return IntStream.range(1, x.length).allMatch(i -> x[i] > x[i - 1]);
  }

  private static String byPoint(Figure.Curves curves) {
    List<List<Object>> rows = new ArrayList<>();
    for (Figure.Curve curve : curves.curves()) {
      for (int i = 0; i < curve.x().length; i++) {
        rows.add(List.of(name(curve), curve.x()[i], curve.y()[i]));
      }
    }
    return csv(List.of("curve", curves.across(), curves.up()), rows);
  }

  private static String name(Figure.Curve curve) {
    return curve.name() + (curve.dots() ? " (points)" : "");
  }

  private static String byX(Figure.Curves curves) {
    TreeSet<Double> values = new TreeSet<>();
    curves.curves().forEach(curve -> Arrays.stream(curve.x()).forEach(values::add));
    List<String> heads = new ArrayList<>();
    heads.add(curves.across());
    curves.curves().forEach(curve -> heads.add(name(curve)));
    List<List<Object>> rows = new ArrayList<>();
    for (double x : values) {
      List<Object> row = new ArrayList<>();
      row.add(x);
      for (Figure.Curve curve : curves.curves()) {
        int at = Arrays.binarySearch(curve.x(), x);
        row.add(at < 0 ? Double.NaN : curve.y()[at]);
      }
      rows.add(row);
    }
    return csv(heads, rows);
  }

  private static String cell(Object cell) {
    if (cell instanceof Number number) {
      double value = number.doubleValue();
      return Double.isFinite(value) ? number.toString() : "";
    }
    return quoted(cell.toString());
  }

  /** Returns a text as a cell of CSV, quoted only if necessary. */
  public static String quoted(String text) {
    return text.matches("[^,\"\r\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
  }
}
