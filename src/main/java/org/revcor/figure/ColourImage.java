package org.revcor.figure;

import java.awt.image.BufferedImage;

/** Converts images and maps to colours. */
final class ColourImage {
  private ColourImage() {}

  /** Returns an image of the same size in pixels. */
  static BufferedImage of(Figure.Image image) {
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
