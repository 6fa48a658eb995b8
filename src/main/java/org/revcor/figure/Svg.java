package org.revcor.figure;

import java.util.Locale;
import org.revcor.schema.Spelling;

/** Builder of an SVG document; lengths are in pixels, from the upper left corner. */
final class Svg {
  static final String INK = "#1f2933";
  static final String RULE = "#dde2e7";

  /** Position of a text's point within the text. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  private final StringBuilder body = new StringBuilder();

  void line(double x1, double y1, double x2, double y2, String colour, double width) {
    add(
        "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s' stroke-width='%.1f'/>",
        x1, y1, x2, y2, colour, width);
  }

  void rectangle(double x, double y, double width, double height, String fill, String stroke) {
    add(
        "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s' stroke='%s'/>",
        x, y, width, height, fill, stroke);
  }

  void dot(double x, double y, String colour) {
    add("<circle cx='%.1f' cy='%.1f' r='2.6' fill='%s'/>", x, y, colour);
  }

  /**
   * @param dash lengths of dashes and gaps; "" for none
   */
  void path(String path, String colour, String dash) {
    add(
        "<path d='%s' fill='none' stroke='%s' stroke-width='1.8' stroke-linejoin='round'%s/>",
        path, colour, dash.isEmpty() ? "" : " stroke-dasharray='" + dash + "'");
  }

  void text(double x, double y, String text, Anchor anchor) {
    text(x, y, text, anchor, INK, 12);
  }

  void text(double x, double y, String text, Anchor anchor, String colour, int size) {
    add(
        "<text x='%.1f' y='%.1f' text-anchor='%s' fill='%s' font-size='%d'>%s</text>",
        x, y, Spelling.word(anchor), colour, size, escaped(text));
  }

  void upwards(double x, double y, String text) {
    add(
        "<text transform='translate(%.1f %.1f) rotate(-90)' text-anchor='middle' fill='%s'"
            + " font-size='12'>%s</text>",
        x, y, INK, escaped(text));
  }

  void image(double x, double y, double width, double height, String png) {
    add(
        "<image x='%.1f' y='%.1f' width='%.1f' height='%.1f' style='image-rendering:pixelated'"
            + " href='data:image/png;base64,%s'/>",
        x, y, width, height, png);
  }

  String document(double width, double height) {
    return String.format(
            Locale.ROOT,
            "<svg xmlns='http://www.w3.org/2000/svg' width='%.0f' height='%.0f' viewBox='0 0 %.0f"
                + " %.0f' font-family='system-ui, sans-serif'>%n<rect width='100%%' height='100%%'"
                + " fill='#ffffff'/>%n",
            width,
            height,
            width,
            height)
        + body
        + "</svg>\n";
  }

  static double width(String text) {
    return 6.7 * text.length();
  }

  private void add(String format, Object... values) {
    body.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
