package org.revcor.figure;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.revcor.ImageShape;

/** A part of an analysis result. */
@JsonPropertyOrder({"name", "title", "kind"})
public sealed interface Figure {
  /** Returns the name of its files without extension: letters, digits, hyphens, underscores. */
  String name();

  String title();

  /** Returns {@code table}, {@code matrix}, {@code curves} or {@code gallery}. */
  @JsonProperty("kind")
  default String kind() {
    return getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** Returns different names of files for texts, such as names of layers. */
  static List<String> names(List<String> texts) {
    List<String> names = new ArrayList<>();
    for (String text : texts) {
      String name = text.replaceAll("[^A-Za-z0-9_]+", "-").replaceAll("^-|-$", "");
      boolean isFree = !name.isEmpty() && !names.contains(name);
      names.add(isFree ? name : name + "-" + (names.size() + 1));
    }
    return names;
  }

  /**
   * Rows of numbers and words.
   *
   * @param rows one cell per column: a {@link Number} or a {@link String}
   */
  record Table(String name, String title, List<String> columns, List<List<Object>> rows)
      implements Figure {
    public Table {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
      for (List<Object> row : rows) {
        if (row.size() != columns.size()) {
          throw new IllegalArgumentException(name + ": " + row + " under " + columns);
        }
      }
    }
  }

  /**
   * A matrix of numbers, drawn as coloured squares.
   *
   * @param values rows x columns; NaN if undefined
   */
  record Matrix(
      String name,
      String title,
      String across,
      String down,
      List<String> columns,
      List<String> rows,
      double[][] values)
      implements Figure {
    public Matrix {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }

    /** Returns the matrix as a table, with the labels of rows as its first column. */
    public Table table() {
      List<String> heads = new ArrayList<>();
      heads.add(down);
      heads.addAll(columns);
      List<List<Object>> cells = new ArrayList<>();
      for (int i = 0; i < values.length; i++) {
        List<Object> row = new ArrayList<>();
        row.add(rows.get(i));
        Arrays.stream(values[i]).forEach(row::add);
        cells.add(row);
      }
      return new Table(name, "%s (across: %s)".formatted(title, across), heads, cells);
    }
  }

  /**
   * Curves over a common axis.
   *
   * @param across quantity and unit of x
   * @param up quantity and unit of y
   */
  record Curves(String name, String title, String across, String up, List<Curve> curves)
      implements Figure {
    public Curves {
      curves = List.copyOf(curves);
    }
  }

  /**
   * A curve.
   *
   * @param x abscissas in the order in which points are joined
   * @param y ordinates, one for each x; NaN leaves a gap
   * @param dots whether points are drawn without lines: measured values beside fitted ones
   */
  @JsonPropertyOrder({"name", "dots", "x", "y"})
  record Curve(String name, double[] x, double[] y, boolean dots) {
    public static Curve line(String name, double[] x, double[] y) {
      return new Curve(name, x, y, false);
    }

    public static Curve dots(String name, double[] x, double[] y) {
      return new Curve(name, x, y, true);
    }
  }

  record Gallery(String name, String title, @JsonIgnore int columns, List<Image> images)
      implements Figure {
    public Gallery {
      images = List.copyOf(images);
    }

    /** Returns a gallery of images or maps of one shape. */
    public static Gallery of(
        String name,
        String title,
        int columns,
        List<String> labels,
        ImageShape shape,
        float[][] values,
        boolean signed) {
      return new Gallery(
          name,
          title,
          columns,
          IntStream.range(0, values.length)
              .mapToObj(i -> new Image(labels.get(i), shape, values[i], signed))
              .toList());
    }
  }

  /**
   * An image or a map.
   *
   * @param values planes x height x width
   * @param signed whether it is drawn blue below zero and orange above, each on its own scale;
   *     otherwise values are in [0,1]
   * @param outline rectangle to frame; null for none
   */
  @JsonIncludeProperties({"label", "outline"})
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Image(
      String label,
      int planes,
      int height,
      int width,
      float[] values,
      boolean signed,
      @Nullable Outline outline) {
    public Image(String label, ImageShape shape, float[] values, boolean signed) {
      this(label, shape, values, signed, null);
    }

    public Image(
        String label, ImageShape shape, float[] values, boolean signed, @Nullable Outline outline) {
      this(label, shape.planes(), shape.height(), shape.width(), values, signed, outline);
    }

    public Image {
      if (values.length != planes * height * width) {
        throw new IllegalArgumentException(
            "%s: %d values for %d x %d x %d"
                .formatted(label, values.length, planes, height, width));
      }
    }
  }

  /**
   * A rectangle of an image, in pixels.
   *
   * @param row row of the upper left corner; may be a fraction
   */
  record Outline(double row, double column, double height, double width) {}
}
