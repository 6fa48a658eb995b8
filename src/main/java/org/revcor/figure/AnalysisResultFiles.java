package org.revcor.figure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.apache.commons.io.function.Uncheck;
import org.revcor.file.Npy;
import org.revcor.file.WholeFile;
import org.revcor.schema.Json;

/**
 * Writes results as files: {@code findings.json}, {@code NAME.svg} of each figure except tables,
 * {@code NAME.csv} of each except galleries, and {@code NAME.npy} of galleries.
 */
public final class AnalysisResultFiles {
  /** Name of the file with everything except images. */
  public static final String JSON = "findings.json";

  /** Larger files are no arrays of Java. */
  private static final int MAX_NPY_VALUES = Integer.MAX_VALUE / (2 * Float.BYTES);

  private AnalysisResultFiles() {}

  public static SequencedMap<String, byte[]> of(AnalysisResult result) {
    SequencedMap<String, byte[]> files = new LinkedHashMap<>();
    files.put(JSON, Uncheck.get(() -> Json.FINITE.writeValueAsBytes(tree(result))));
    for (Figure figure : result.figures()) {
      svg(figure)
          .ifPresent(
              svg -> files.put(figure.name() + ".svg", svg.getBytes(StandardCharsets.UTF_8)));
      FigureText.csv(figure)
          .ifPresent(
              csv -> files.put(figure.name() + ".csv", csv.getBytes(StandardCharsets.UTF_8)));
      npy(figure).ifPresent(npy -> files.put(figure.name() + ".npy", npy));
    }
    return files;
  }

  /** Returns a drawing; empty for a table. */
  public static Optional<String> svg(Figure figure) {
    return switch (figure) {
      case Figure.Table table -> Optional.empty();
      case Figure.Matrix matrix -> Optional.of(MatrixDrawing.of(matrix));
      case Figure.Curves curves -> Optional.of(CurvesDrawing.of(curves));
      case Figure.Gallery gallery -> Optional.of(GalleryDrawing.of(gallery));
    };
  }

  /**
   * Returns the values of a gallery as float32, images x planes x height x width. Images that are
   * smaller than others are padded with NaN. Empty for other figures, for galleries without images,
   * and if an array of Java cannot hold the file.
   */
  static Optional<byte[]> npy(Figure figure) {
    if (!(figure instanceof Figure.Gallery gallery) || gallery.images().isEmpty()) {
      return Optional.empty();
    }
    List<Figure.Image> images = gallery.images();
    int planes = images.stream().mapToInt(Figure.Image::planes).max().orElseThrow();
    int height = images.stream().mapToInt(Figure.Image::height).max().orElseThrow();
    int width = images.stream().mapToInt(Figure.Image::width).max().orElseThrow();
    long size = (long) images.size() * planes * height * width;
    if (size > MAX_NPY_VALUES) {
      return Optional.empty();
    }
    float[] values = new float[(int) size];
    Arrays.fill(values, Float.NaN);
    for (int i = 0; i < images.size(); i++) {
      Figure.Image image = images.get(i);
      for (int row = 0; row < image.planes() * image.height(); row++) {
        int plane = i * planes + row / image.height();
        int to = (plane * height + row % image.height()) * width;
        System.arraycopy(image.values(), row * image.width(), values, to, image.width());
      }
    }
    return Optional.of(Npy.floats(values, images.size(), planes, height, width));
  }

  /**
   * Writes the files into a folder, which is created if it is missing; each file is complete or
   * absent.
   */
  public static void write(AnalysisResult result, Path folder) throws IOException {
    for (var file : of(result).entrySet()) {
      WholeFile.write(folder.resolve(file.getKey()), file.getValue());
    }
  }

  /**
   * Returns the result as JSON, see {@code docs/reference/analyses.md}. Undefined numbers are null;
   * a gallery has the labels of its images and their outlines.
   */
  public static ObjectNode tree(AnalysisResult result) {
    return Json.FINITE.valueToTree(result);
  }

  /** Draws images with labels below, each enlarged to about a hundred pixels. */
  static final class GalleryDrawing {
    private static final double TOP = 34;
    private static final double TILE = 96;
    private static final double GAP = 10;
    private static final double LABEL = 18;
    private static final String FRAME = "#d6504c";

    private GalleryDrawing() {}

    static String of(Figure.Gallery gallery) {
      Svg svg = new Svg();
      svg.text(GAP, 18, gallery.title(), Svg.Anchor.START, Svg.INK, 13);
      List<Figure.Image> images = gallery.images();
      int columns = Math.clamp(gallery.columns(), 1, Math.max(1, images.size()));
      double largest =
          images.stream()
              .mapToDouble(image -> TILE * image.height() / image.width())
              .max()
              .orElse(0);
      double cell = largest + LABEL + GAP;
      for (int i = 0; i < images.size(); i++) {
        double x = GAP + i % columns * (TILE + GAP);
        double y = TOP + Math.floorDiv(i, columns) * cell;
        draw(images.get(i), x, y, svg);
      }
      double width = GAP + columns * (TILE + GAP);
      return svg.document(
          Math.max(width, GAP + 1.1 * Svg.width(gallery.title())),
          TOP + Math.ceilDiv(images.size(), columns) * cell);
    }

    private static void draw(Figure.Image image, double x, double y, Svg svg) {
      double scale = TILE / image.width();
      double height = scale * image.height();
      svg.image(x, y, TILE, height, Base64.getEncoder().encodeToString(Png.of(coloured(image))));
      Figure.Outline outline = image.outline();
      if (outline != null) {
        svg.rectangle(
            x + scale * outline.column(),
            y + scale * outline.row(),
            scale * outline.width(),
            scale * outline.height(),
            "none",
            FRAME);
      }
      svg.text(x + TILE / 2, y + height + 14, image.label(), Svg.Anchor.MIDDLE);
    }

    /** Returns an image of the same size in pixels. */
    private static BufferedImage coloured(Figure.Image image) {
      BufferedImage drawn =
          new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
      float limit = Palette.limit(image.values());
      for (int i = 0; i < image.height() * image.width(); i++) {
        int colour =
            image.signed()
                ? PixelColour.ofMap(image.values(), image.planes(), i, limit)
                : PixelColour.ofImage(image.values(), image.planes(), i);
        drawn.setRGB(i % image.width(), i / image.width(), colour);
      }
      return drawn;
    }
  }

  /** Draws a matrix as coloured squares, with numbers if it has at most thirty columns. */
  static final class MatrixDrawing {
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

  /** Draws curves over linear axes, with a legend on the right. */
  static final class CurvesDrawing {
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
                  Locale.ROOT,
                  "%s%.1f %.1f",
                  joined ? "L" : "M",
                  x(curve.x()[i]),
                  y(curve.y()[i])));
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
            curves.curves().stream()
                .filter(c -> c.name().equals(name))
                .allMatch(Figure.Curve::dots);
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
}
