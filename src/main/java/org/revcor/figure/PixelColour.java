package org.revcor.figure;

import java.awt.image.BufferedImage;
import java.util.function.IntUnaryOperator;
import org.revcor.ImageShape;

/** Colours of pixels of images and maps with any number of planes. */
public final class PixelColour {
  private static final int GREY = 0x010101;
  private static final int UNDEFINED = 217;

  private PixelColour() {}

  /**
   * Returns the colour of an image's pixel: three planes are red, green and blue, others are
   * averaged to grey.
   *
   * @param values planes x pixels, in [0,1]; values outside are clipped, NaN is light grey
   * @return 0xRRGGBB
   */
  public static int ofImage(float[] values, int planes, int pixel) {
    int space = values.length / planes;
    return planes == 3
        ? level(values[pixel]) << 16
            | level(values[space + pixel]) << 8
            | level(values[2 * space + pixel])
        : level(mean(values, planes, pixel)) * GREY;
  }

  /**
   * Returns the colour of a map's pixel: three planes are red, green and blue about mid-grey,
   * others are averaged and coloured by {@link Palette}, as are undefined values.
   *
   * @param values planes x pixels
   * @param limit value of the strongest colour; 0 for a map that is 0 everywhere
   * @return 0xRRGGBB
   */
  public static int ofMap(float[] values, int planes, int pixel, float limit) {
    float mean = mean(values, planes, pixel);
    if (planes != 3 || !(limit > 0) || Float.isNaN(mean)) {
      return Palette.colour(mean, limit);
    }
    int space = values.length / planes;
    int colour = 0;
    for (int plane = 0; plane < planes; plane++) {
      colour = colour << 8 | Math.round(127.5f + 127.5f * values[plane * space + pixel] / limit);
    }
    return colour;
  }

  /**
   * Returns an image in which each pixel is a square.
   *
   * @param colour 0xRRGGBB of a pixel, by its number in a plane
   */
  public static BufferedImage paint(ImageShape shape, int scale, IntUnaryOperator colour) {
    int width = shape.width();
    BufferedImage image =
        new BufferedImage(width * scale, shape.height() * scale, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.setRGB(x, y, colour.applyAsInt(y / scale * width + x / scale));
      }
    }
    return image;
  }

  private static float mean(float[] values, int planes, int pixel) {
    int space = values.length / planes;
    float sum = 0;
    for (int plane = 0; plane < planes; plane++) {
      sum += values[plane * space + pixel];
    }
    return sum / planes;
  }

  private static int level(float value) {
    return Float.isNaN(value) ? UNDEFINED : Math.round(255 * Math.clamp(value, 0f, 1f));
  }
}
