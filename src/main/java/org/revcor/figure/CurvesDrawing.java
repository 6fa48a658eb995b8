package org.revcor.figure;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/** Draws curves over linear axes, with a legend on the right. */
final class CurvesDrawing {
  private static final String[] HUES = {
    "#3f83dc", "#d06a10", "#27966b", "#c8508f", "#8c70d6", "#a37a00", "#1d94aa", "#d6504c",
    "#73852c", "#7c8798"
  };
  private static final String[] DASHES = {"", "7 4", "2 3"};
  private static final double WIDTH = 460;
  private static final double HEIGHT = 300;
  private static final double LEFT = 64;
  private static final double TOP = 34;
  private static final double BELOW = 48;
  private static final double ROW = 18;
  private static final int TICKS = 5;

  private final Figure.Curves curves;
  private final Svg svg = new Svg();
  private final List<String> names;
  private final Axis across;
  private final Axis up;

  private CurvesDrawing(Figure.Curves curves) {
    this.curves = curves;
    names = curves.curves().stream().map(Figure.Curve::name).distinct().toList();
    across = Axis.of(all(Figure.Curve::x));
    up = Axis.of(all(Figure.Curve::y));
  }

  static String of(Figure.Curves curves) {
    return new CurvesDrawing(curves).drawn();
  }

  private String drawn() {
    svg.text(LEFT, TOP - 14, curves.title(), Svg.Anchor.START, Svg.INK, 13);
    axes();
    for (Figure.Curve curve : curves.curves()) {
      draw(curve);
    }
    legend();
    double legend = names.stream().mapToDouble(Svg::width).max().orElse(0) + 60;
    double height = Math.max(TOP + HEIGHT + BELOW, TOP + ROW * names.size() + ROW);
    double title = LEFT + 1.1 * Svg.width(curves.title());
    return svg.document(Math.max(LEFT + WIDTH + legend, title), height);
  }

  private DoubleStream all(Function<Figure.Curve, double[]> values) {
    return curves.curves().stream().flatMapToDouble(curve -> Arrays.stream(values.apply(curve)));
  }

  private void axes() {
    for (double tick : up.ticks()) {
      double y = y(tick);
      svg.line(LEFT, y, LEFT + WIDTH, y, Svg.RULE, 1);
      svg.text(LEFT - 8, y + 4, up.label(tick), Svg.Anchor.END);
    }
    for (double tick : across.ticks()) {
      double x = x(tick);
      svg.line(x, TOP, x, TOP + HEIGHT, Svg.RULE, 1);
      svg.text(x, TOP + HEIGHT + 17, across.label(tick), Svg.Anchor.MIDDLE);
    }
    svg.rectangle(LEFT, TOP, WIDTH, HEIGHT, "none", Svg.INK);
    svg.text(LEFT + WIDTH / 2, TOP + HEIGHT + 38, curves.across(), Svg.Anchor.MIDDLE);
    svg.upwards(16, TOP + HEIGHT / 2, curves.up());
  }

  private void draw(Figure.Curve curve) {
    String colour = colour(curve.name());
    StringBuilder path = new StringBuilder();
    boolean joined = false;
    for (int i = 0; i < curve.x().length; i++) {
      boolean finite = Double.isFinite(curve.y()[i]);
      if (finite && curve.dots()) {
        svg.dot(x(curve.x()[i]), y(curve.y()[i]), colour);
      } else if (finite) {
        path.append(
            String.format(
                Locale.ROOT, "%s%.1f %.1f", joined ? "L" : "M", x(curve.x()[i]), y(curve.y()[i])));
      }
      joined = finite;
    }
    if (!path.isEmpty()) {
      svg.path(path.toString(), colour, dash(curve.name()));
    }
  }

  private void legend() {
    double left = LEFT + WIDTH + 16;
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      double y = TOP + ROW * i + 8;
      boolean dots =
          curves.curves().stream().filter(c -> c.name().equals(name)).allMatch(Figure.Curve::dots);
      if (dots) {
        svg.dot(left + 12, y, colour(name));
      } else {
        svg.path(
            String.format(Locale.ROOT, "M%.1f %.1fL%.1f %.1f", left, y, left + 24, y),
            colour(name),
            dash(name));
      }
      svg.text(left + 32, y + 4, name, Svg.Anchor.START);
    }
  }

  private String colour(String name) {
    return HUES[names.indexOf(name) % HUES.length];
  }

  private String dash(String name) {
    return DASHES[names.indexOf(name) / HUES.length % DASHES.length];
  }

  private double x(double value) {
    return LEFT + WIDTH * across.share(value);
  }

  private double y(double value) {
    return TOP + HEIGHT * (1 - up.share(value));
  }

  /** A linear axis with round numbers at its ends. */
  private record Axis(double least, double most, double step) {
    static Axis of(DoubleStream values) {
      double[] finite = values.filter(Double::isFinite).toArray();
      double least = Arrays.stream(finite).min().orElse(0);
      double most = Arrays.stream(finite).max().orElse(1);
      double range = most > least ? most - least : Math.max(1e-9, Math.abs(most));
      double rough = range / TICKS;
      double decade = Math.pow(10, Math.floor(Math.log10(rough)));
      double step =
          DoubleStream.of(1, 2, 5, 10)
              .map(leading -> leading * decade)
              .filter(candidate -> candidate >= rough)
              .findFirst()
              .orElse(10 * decade);
      double from = step * Math.floor(least / step + 1e-9);
      double to = step * Math.ceil(most / step - 1e-9);
      return new Axis(from, to > from ? to : from + step, step);
    }

    double share(double value) {
      return (value - least) / (most - least);
    }

    double[] ticks() {
      int count = (int) Math.round((most - least) / step) + 1;
      double[] ticks = new double[count];
      for (int i = 0; i < count; i++) {
        ticks[i] = least + i * step;
      }
      return ticks;
    }

    String label(double tick) {
      int decimals = Math.max(0, (int) -Math.floor(Math.log10(step) + 1e-9));
      return decimals > 6
          ? String.format(Locale.ROOT, "%.1e", tick)
          : String.format(Locale.ROOT, "%." + decimals + "f", tick + 0.0);
    }
  }
}
