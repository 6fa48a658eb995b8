package org.revcor.figure;

import java.awt.image.BufferedImage;

/** A picture's pixels in colour. */
final class PictureImage {
  private static final int GREY = 0x010101;

  private PictureImage() {}

  /**
   * One pixel for each of its own. Signed values of one plane get the colours of {@link Palette};
   * of three they become red, green and blue about mid-grey, at one scale.
   */
  static BufferedImage of(Figure.Picture picture) {
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
    float limit = Palette.limit(picture.values());
    int space = picture.height() * picture.width();
    for (int i = 0; i < space; i++) {
      image.setRGB(i % picture.width(), i / picture.width(), colour(picture, i, limit));
    }
    return image;
  }

  private static int colour(Figure.Picture picture, int place, float limit) {
    float[] values = picture.values();
    if (picture.planes() == 1) {
      return picture.signed() ? Palette.colour(values[place], limit) : GREY * level(values[place]);
    }
    int space = values.length / picture.planes();
    int colour = 0;
    for (int plane = 0; plane < 3; plane++) {
      float value = values[Math.min(plane, picture.planes() - 1) * space + place];
      float shown = picture.signed() ? (limit > 0 ? 0.5f + value / limit / 2 : 0.5f) : value;
      colour = colour << 8 | level(shown);
    }
    return colour;
  }

  private static int level(float value) {
    return Float.isNaN(value) ? 217 : Math.round(255 * Math.clamp(value, 0f, 1f));
  }
}
