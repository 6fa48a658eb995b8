package org.revcor.figure;

import java.awt.image.BufferedImage;
import java.util.Base64;
import java.util.List;

/** Draws images with labels below, each enlarged to about a hundred pixels. */
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
    List<Figure.Image> images = gallery.images();
    int columns = Math.clamp(gallery.columns(), 1, Math.max(1, images.size()));
    double largest =
        images.stream().mapToDouble(image -> TILE * image.height() / image.width()).max().orElse(0);
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
