package org.revcor.figure;

import java.util.Optional;

/** Figures as SVG documents of their own, on white. */
public final class Drawing {
  private Drawing() {}

  /** The drawing of a figure; a table has none. */
  public static Optional<String> svg(Figure figure) {
    return switch (figure) {
      case Figure.Table table -> Optional.empty();
      case Figure.Matrix matrix -> Optional.of(MatrixDrawing.of(matrix));
      case Figure.Curves curves -> Optional.of(CurvesDrawing.of(curves));
      case Figure.Gallery gallery -> Optional.of(GalleryDrawing.of(gallery));
    };
  }
}
