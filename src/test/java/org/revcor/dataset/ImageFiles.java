package org.revcor.dataset;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Writes small images. */
public final class ImageFiles {
  private ImageFiles() {}

  public static Path writeColours(Path file, int[][] rgb) {
    return write(file, image(BufferedImage.TYPE_INT_RGB, rgb));
  }

  public static Path writeGif(Path file, int[][] rgb) {
    BufferedImage image =
        new BufferedImage(rgb[0].length, rgb.length, BufferedImage.TYPE_BYTE_INDEXED);
    for (int y = 0; y < rgb.length; y++) {
      for (int x = 0; x < rgb[y].length; x++) {
        image.setRGB(x, y, 0xff000000 | rgb[y][x]);
      }
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    // Java loses lines of small interlaced GIFs
    parameters.setProgressiveMode(ImageWriteParam.MODE_DISABLED);
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), parameters);
      return file;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } finally {
      writer.dispose();
    }
  }

  /** Writes a PNG of 8-bit grey values. */
  public static Path writeGrey(Path file, int[][] values) {
    BufferedImage image =
        new BufferedImage(values[0].length, values.length, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < values.length; y++) {
      image.getRaster().setPixels(0, y, values[y].length, 1, values[y]);
    }
    return write(file, image);
  }

  /** Writes a file in the format of its name's ending. */
  public static Path write(Path file, BufferedImage image) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      String name = file.getFileName().toString();
      String format = name.substring(name.lastIndexOf('.') + 1);
      if (!ImageIO.write(image, format, file.toFile())) {
        throw new IllegalArgumentException("no writer for " + name);
      }
      return file;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static BufferedImage image(int type, int[][] pixels) {
    BufferedImage image = new BufferedImage(pixels[0].length, pixels.length, type);
    for (int y = 0; y < pixels.length; y++) {
      image.setRGB(0, y, pixels[y].length, 1, pixels[y], 0, pixels[y].length);
    }
    return image;
  }
}
