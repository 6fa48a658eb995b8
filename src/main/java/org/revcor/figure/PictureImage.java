package org.revcor.figure;

import java.awt.image.BufferedImage;

/** A picture's pixels in colour. */
final class PictureImage {
  private PictureImage() {}

  /** One pixel for each of its own. */
  static BufferedImage of(Figure.Picture picture) {
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
    float limit = Palette.limit(picture.values());
    for (int i = 0; i < picture.height() * picture.width(); i++) {
      int colour =
          picture.signed()
              ? PixelColour.ofMap(picture.values(), picture.planes(), i, limit)
              : PixelColour.ofPicture(picture.values(), picture.planes(), i);
      image.setRGB(i % picture.width(), i / picture.width(), colour);
    }
    return image;
  }
}
