package org.revcor.figure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.revcor.file.Npy;
import org.revcor.file.WholeFile;

/**
 * Writes results as files: {@code findings.json}, {@code NAME.svg} of each figure except tables,
 * {@code NAME.csv} of each except galleries, and {@code NAME.npy} of galleries.
 */
public final class AnalysisResultFiles {
  /** Name of the file with everything except images. */
  public static final String JSON = "findings.json";

  /** Larger files are no arrays of Java. */
  private static final int MAX_NPY_VALUES = Integer.MAX_VALUE / (2 * Float.BYTES);

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private AnalysisResultFiles() {}

  /** Returns all files by name. */
  public static SequencedMap<String, byte[]> of(AnalysisResult result) {
    SequencedMap<String, byte[]> files = new LinkedHashMap<>();
    files.put(JSON, json(result));
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
   * Returns the result as JSON, see {@code docs/analyses.md}. Undefined numbers are null; a gallery
   * has the labels of its images and their outlines.
   */
  public static ObjectNode tree(AnalysisResult result) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("analysis", result.analysis());
    root.put("title", result.title());
    root.set("statements", MAPPER.valueToTree(result.statements()));
    root.set("conventions", MAPPER.valueToTree(result.conventions()));
    ArrayNode figures = root.putArray("figures");
    result.figures().forEach(figure -> put(figure, figures.addObject()));
    return root;
  }

  private static byte[] json(AnalysisResult result) {
    try {
      return MAPPER.writeValueAsBytes(tree(result));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void put(Figure figure, ObjectNode node) {
    node.put("name", figure.name());
    node.put("title", figure.title());
    switch (figure) {
      case Figure.Table table -> {
        node.put("kind", "table");
        node.set("columns", MAPPER.valueToTree(table.columns()));
        ArrayNode rows = node.putArray("rows");
        table.rows().forEach(row -> cells(row, rows.addArray()));
      }
      case Figure.Matrix matrix -> {
        node.put("kind", "matrix");
        node.put("across", matrix.across());
        node.put("down", matrix.down());
        node.set("columns", MAPPER.valueToTree(matrix.columns()));
        node.set("rows", MAPPER.valueToTree(matrix.rows()));
        ArrayNode values = node.putArray("values");
        for (double[] row : matrix.values()) {
          numbers(row, values.addArray());
        }
      }
      case Figure.Curves curves -> {
        node.put("kind", "curves");
        node.put("across", curves.across());
        node.put("up", curves.up());
        ArrayNode list = node.putArray("curves");
        for (Figure.Curve curve : curves.curves()) {
          ObjectNode one = list.addObject();
          one.put("name", curve.name());
          one.put("dots", curve.dots());
          numbers(curve.x(), one.putArray("x"));
          numbers(curve.y(), one.putArray("y"));
        }
      }
      case Figure.Gallery gallery -> {
        node.put("kind", "gallery");
        ArrayNode list = node.putArray("images");
        for (Figure.Image image : gallery.images()) {
          ObjectNode one = list.addObject();
          one.put("label", image.label());
          image.outline().ifPresent(outline -> one.set("outline", MAPPER.valueToTree(outline)));
        }
      }
    }
  }

  private static void cells(List<Object> row, ArrayNode array) {
    for (Object cell : row) {
      if (cell instanceof Number number && !Double.isFinite(number.doubleValue())) {
        array.addNull();
      } else {
        array.addPOJO(cell);
      }
    }
  }

  private static void numbers(double[] values, ArrayNode array) {
    for (double value : values) {
      if (Double.isFinite(value)) {
        array.add(value);
      } else {
        array.addNull();
      }
    }
  }
}
