package org.revcor.dataset;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Objects;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import org.revcor.InvalidInputException;

/**
 * A decoded image file: JPEG, PNG, BMP or GIF, detected by its content and not by its name. Of an
 * animation only the first image is read.
 *
 * <p>Stored values are used without conversion. Colour profiles, gamma and orientation tags are
 * ignored, as in the usual training pipelines.
 *
 * @param image the pixels, in grey, RGB or with a palette
 */
record ImageFile(Path file, BufferedImage image) {
  /** Limits the memory that a crafted file can allocate. */
  private static final long MAX_PIXELS = 50_000_000;

  private static final String EXPECTED = "a JPEG, PNG, BMP or GIF image in grey or RGB colours";

  /**
   * Decodes a file.
   *
   * @throws InvalidInputException if it is missing, damaged, not an image, neither grey nor RGB
   *     (such as CMYK), or larger than 50 million pixels
   */
  static ImageFile read(Path file) {
    try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new InvalidInputException(file.toString(), "not an image", EXPECTED);
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        requireMaxPixels(file, reader.getWidth(0), reader.getHeight(0));
        return new ImageFile(file, requireGreyOrRgb(file, reader.read(0)));
      } finally {
        reader.dispose();
      }
    } catch (InvalidInputException invalid) {
      throw invalid;
    } catch (IOException | RuntimeException failed) { // decoders throw both for damaged files
      throw refused(file, Objects.requireNonNullElse(failed.getMessage(), failed.toString()));
    }
  }

  int height() {
    return image.getHeight();
  }

  int width() {
    return image.getWidth();
  }

  /**
   * Returns the image in planes.
   *
   * @param planes 1 for grey (ITU-R 601 luma), 3 for red, green, blue
   * @return planes x height x width, 0 is black
   */
  byte[] values(int planes) {
    int space = height() * width();
    byte[] values = new byte[planes * space];
    int[] rgb = new int[width()];
    for (int y = 0; y < height(); y++) {
      row(y, rgb);
      for (int x = 0; x < rgb.length; x++) {
        int at = y * rgb.length + x;
        if (planes == 1) {
          values[at] = (byte) luma(rgb[x]);
        } else {
          values[at] = (byte) (rgb[x] >> 16);
          values[at + space] = (byte) (rgb[x] >> 8);
          values[at + 2 * space] = (byte) rgb[x];
        }
      }
    }
    return values;
  }

  /** Stores each pixel of a row as 0xRRGGBB; higher bits are undefined. */
  private void row(int y, int[] rgb) {
    ColorModel model = image.getColorModel();
    if (model instanceof IndexColorModel) {
      image.getRGB(0, y, rgb.length, 1, rgb, 0, rgb.length);
      return;
    }
    // getRGB treats grey values as linear and brightens them
    Raster raster = image.getRaster();
    int[] bits = model.getComponentSize();
    boolean grey = model.getNumColorComponents() == 1;
    for (int x = 0; x < rgb.length; x++) {
      int red = eightBits(raster.getSample(x, y, 0), bits[0]);
      int green = grey ? red : eightBits(raster.getSample(x, y, 1), bits[1]);
      int blue = grey ? red : eightBits(raster.getSample(x, y, 2), bits[2]);
      rgb[x] = red << 16 | green << 8 | blue;
    }
  }

  private static int eightBits(int sample, int bits) {
    int max = (1 << bits) - 1;
    return bits == 8 ? sample : (int) ((255L * sample + max / 2) / max);
  }

  private static int luma(int rgb) {
    int red = rgb >> 16 & 0xff;
    int green = rgb >> 8 & 0xff;
    int blue = rgb & 0xff;
    return (299 * red + 587 * green + 114 * blue + 500) / 1000;
  }

  private static void requireMaxPixels(Path file, int width, int height) {
    if ((long) width * height > MAX_PIXELS) {
      throw new InvalidInputException(
          file.toString(),
          "%,d x %,d pixels large".formatted(width, height),
          "an image of at most 50 million pixels");
    }
  }

  private static BufferedImage requireGreyOrRgb(Path file, BufferedImage image) {
    int type = image.getColorModel().getColorSpace().getType();
    if (type != ColorSpace.TYPE_GRAY && type != ColorSpace.TYPE_RGB) {
      throw refused(file, "neither grey nor RGB");
    }
    return image;
  }

  private static InvalidInputException refused(Path file, String reason) {
    return new InvalidInputException(file.toString(), "not decodable (" + reason + ")", EXPECTED);
  }
}
