package org.revcor.figure;

import java.util.Optional;

/** Draws figures as SVG documents on white. */
public final class Drawing {
  private Drawing() {}

  /** Returns the drawing of a figure; empty for a table. */
  public static Optional<String> svg(Figure figure) {
    return switch (figure) {
      case Figure.Table table -> Optional.empty();
      case Figure.Matrix matrix -> Optional.of(MatrixDrawing.of(matrix));
      case Figure.Curves curves -> Optional.of(CurvesDrawing.of(curves));
      case Figure.Gallery gallery -> Optional.of(GalleryDrawing.of(gallery));
    };
  }
}
