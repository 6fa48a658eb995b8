package org.revcor.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A part of what an analysis found. */
public sealed interface Figure {
  /** Name of its files, without an ending: small letters, digits, hyphens. */
  String name();

  /** What it shows, in words. */
  String title();

  /**
   * Rows of numbers and words.
   *
   * @param columns their heads
   * @param rows as many cells as columns each: a {@link Number} or a {@link String}
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
   * Numbers by two labels, drawn as coloured squares.
   *
   * @param across what columns are
   * @param down what rows are
   * @param columns labels
   * @param rows labels
   * @param values rows x columns; NaN where there is none
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

    /** The same as a table, with the labels of rows as its first column. */
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
   * @param across what x is, with its unit
   * @param up what y is, with its unit
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
   * @param x in the order in which points are joined
   * @param y one for each x; NaN leaves a gap
   * @param dots whether its points are drawn and not joined: what was measured, beside what was
   *     fitted
   */
  record Curve(String name, double[] x, double[] y, boolean dots) {
    /** Points that are joined. */
    public static Curve line(String name, double[] x, double[] y) {
      return new Curve(name, x, y, false);
    }

    /** Points alone. */
    public static Curve dots(String name, double[] x, double[] y) {
      return new Curve(name, x, y, true);
    }
  }

  /**
   * Images in rows.
   *
   * @param columns number of images in a row
   */
  record Gallery(String name, String title, int columns, List<Image> images) implements Figure {
    public Gallery {
      images = List.copyOf(images);
    }
  }

  /**
   * An image or a map.
   *
   * @param values planes x height x width
   * @param signed whether it is drawn blue below zero and orange above, each at its own scale;
   *     otherwise values are those of an image, from 0 to 1
   * @param outline a place to draw a frame around
   */
  record Image(
      String label,
      int planes,
      int height,
      int width,
      float[] values,
      boolean signed,
      Optional<Outline> outline) {
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
   * @param row of its upper left corner; may be a fraction
   */
  record Outline(double row, double column, double height, double width) {}
}
