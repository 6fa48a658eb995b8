package org.revcor.dataset;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.revcor.ImageShape;
import org.revcor.InvalidInputException;
import org.revcor.schema.Spelling;

/**
 * Labelled images of one size, held as bytes.
 *
 * @param name name of the data set, for example {@code mnist}
 * @param pixels n x C x H x W, unsigned bytes, 0 is black; not copied, must not be changed
 * @param labels n labels, each in [0, classes); not copied, must not be changed
 */
public record Images(
    String name,
    int planes,
    int height,
    int width,
    List<String> classes,
    byte[] pixels,
    int[] labels)
    implements ImageShape {
  private static final double WHITE = 255;

  public Images {
    classes = List.copyOf(classes);
    if (pixels.length != labels.length * planes * height * width) {
      throw new IllegalArgumentException(
          "%d pixels for %d images of %dx%dx%d"
              .formatted(pixels.length, labels.length, planes, height, width));
    }
  }

  /**
   * Returns the brightness of a pixel, from 0 (black) to 1 (white).
   *
   * @param index index into {@code pixels}
   */
  public double light(int index) {
    return (pixels[index] & 0xff) / WHITE;
  }

  Images with(byte[] otherPixels, int[] otherLabels) {
    return new Images(name, planes, height, width, classes, otherPixels, otherLabels);
  }

  public int size() {
    return labels.length;
  }

  /** Returns the number of values d of one image, C·H·W. */
  public int values() {
    return planes * height * width;
  }

  public int plane() {
    return height * width;
  }

  /** Returns a pixel of a plane, from 0 to 255. */
  public int pixel(int image, int plane, int pixel) {
    return pixels[(image * planes + plane) * plane() + pixel] & 0xff;
  }

  /**
   * Returns the images of some classes in the same order, with labels that index {@code names}.
   *
   * @throws InvalidInputException if a class does not exist
   */
  public Images withClasses(List<String> names) {
    int[] mapped = new int[classes.size()];
    Arrays.fill(mapped, -1);
    for (int i = 0; i < names.size(); i++) {
      int label = classes.indexOf(names.get(i));
      if (label < 0) {
        throw new InvalidInputException(
            "class", names.get(i), Spelling.expected(names.get(i), classes));
      }
      mapped[label] = i;
    }
    int[] selected = IntStream.range(0, size()).filter(i -> mapped[labels[i]] >= 0).toArray();
    byte[] some = new byte[selected.length * values()];
    int[] renamed = new int[selected.length];
    for (int i = 0; i < selected.length; i++) {
      System.arraycopy(pixels, selected[i] * values(), some, i * values(), values());
      renamed[i] = mapped[labels[selected[i]]];
    }
    return new Images(name, planes, height, width, names, some, renamed);
  }

  /**
   * Returns an image at another size: scaled to cover it with the same aspect ratio, then cropped
   * at the centre.
   *
   * @return planes x height x width, unsigned bytes
   */
  public byte[] read(int index, int height, int width) {
    return Resampling.cover(
        pixels, index * values(), planes, this.height, this.width, height, width);
  }
}
