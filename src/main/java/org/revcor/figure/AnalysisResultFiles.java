package org.revcor.figure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
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
}
