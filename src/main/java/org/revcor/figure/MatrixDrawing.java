package org.revcor.figure;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Draws a matrix as coloured squares, with numbers if it has at most thirty columns. */
final class MatrixDrawing {
  private static final double TOP = 54;
  private static final double LARGE = 44;
  private static final double SMALL = 10;
  private static final int MAX_WRITTEN = 30;
  private static final double DARK = 0.55;

  private MatrixDrawing() {}

  static String of(Figure.Matrix matrix) {
    Svg svg = new Svg();
    List<String> rows = matrix.rows();
    List<String> columns = matrix.columns();
    boolean written = columns.size() <= MAX_WRITTEN;
    double cell = written ? LARGE : SMALL;
    double left = 34 + rows.stream().mapToDouble(Svg::width).max().orElse(0);
    float limit =
        (float)
            Arrays.stream(matrix.values())
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .map(Math::abs)
                .max()
                .orElse(0);
    svg.text(8, 18, matrix.title(), Svg.Anchor.START, Svg.INK, 13);
    for (int j = 0; j < columns.size() && written; j++) {
      svg.text(left + cell * (j + 0.5), TOP - 6, shortened(columns.get(j)), Svg.Anchor.MIDDLE);
    }
    for (int i = 0; i < rows.size(); i++) {
      if (written) {
        svg.text(left - 8, TOP + cell * (i + 0.5) + 4, rows.get(i), Svg.Anchor.END);
      }
      for (int j = 0; j < columns.size(); j++) {
        double value = matrix.values()[i][j];
        svg.rectangle(
            left + cell * j,
            TOP + cell * i,
            cell,
            cell,
            String.format(Locale.ROOT, "#%06x", Palette.colour((float) value, limit)),
            "#ffffff");
        if (written && Double.isFinite(value)) {
          boolean dark = Math.abs(value) > DARK * limit;
          svg.text(
              left + cell * (j + 0.5),
              TOP + cell * (i + 0.5) + 4,
              number(value),
              Svg.Anchor.MIDDLE,
              dark ? "#ffffff" : Svg.INK,
              11);
        }
      }
    }
    double height = TOP + cell * rows.size();
    svg.text(left + cell * columns.size() / 2, height + 20, matrix.across(), Svg.Anchor.MIDDLE);
    svg.upwards(16, TOP + cell * rows.size() / 2, matrix.down());
    double width = Math.max(left + cell * columns.size(), 8 + 1.1 * Svg.width(matrix.title()));
    return svg.document(width + 12, height + 34);
  }

  private static String shortened(String label) {
    return label.length() <= 6 ? label : label.substring(0, 5) + "…";
  }

  private static String number(double value) {
    if (value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%d", (long) value);
    }
    return Math.abs(value) < 10
        ? String.format(Locale.ROOT, "%.2f", value)
        : String.format(Locale.ROOT, "%.0f", value);
  }
}
