package org.revcor.figure;

import java.util.Base64;
import java.util.List;

/** Pictures with their labels below, each enlarged to about a hundred pixels. */
final class GalleryDrawing {
  private static final double TOP = 34;
  private static final double TILE = 96;
  private static final double GAP = 10;
  private static final double LABEL = 18;
  private static final String FRAME = "#d6504c";

  private GalleryDrawing() {}

  static String of(Figure.Gallery gallery) {
    Svg svg = new Svg();
    svg.text(GAP, 18, gallery.title(), Svg.Anchor.START, Svg.INK, 13);
    List<Figure.Picture> pictures = gallery.pictures();
    int columns = Math.clamp(gallery.columns(), 1, Math.max(1, pictures.size()));
    double largest =
        pictures.stream()
            .mapToDouble(picture -> TILE * picture.height() / picture.width())
            .max()
            .orElse(0);
    double cell = largest + LABEL + GAP;
    for (int i = 0; i < pictures.size(); i++) {
      double x = GAP + i % columns * (TILE + GAP);
      double y = TOP + Math.floorDiv(i, columns) * cell;
      draw(pictures.get(i), x, y, svg);
    }
    double width = GAP + columns * (TILE + GAP);
    return svg.document(
        Math.max(width, GAP + 1.1 * Svg.width(gallery.title())),
        TOP + Math.ceilDiv(pictures.size(), columns) * cell);
  }

  private static void draw(Figure.Picture picture, double x, double y, Svg svg) {
    double scale = TILE / picture.width();
    double height = scale * picture.height();
    svg.image(
        x, y, TILE, height, Base64.getEncoder().encodeToString(Png.of(PictureImage.of(picture))));
    picture
        .outline()
        .ifPresent(
            outline ->
                svg.rectangle(
                    x + scale * outline.column(),
                    y + scale * outline.row(),
                    scale * outline.width(),
                    scale * outline.height(),
                    "none",
                    FRAME));
    svg.text(x + TILE / 2, y + height + 14, picture.label(), Svg.Anchor.MIDDLE);
  }
}
