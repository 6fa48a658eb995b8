package org.revcor.dataset;

import java.util.List;
import org.revcor.ImageShape;

/**
 * Labelled images of one size, held as bytes.
 *
 * @param name name of the data set, for example {@code mnist}
 * @param planes C, colour planes
 * @param height H, rows
 * @param width W, columns
 * @param classes class names; labels index them
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

  /** Returns the number of images n. */
  public int size() {
    return labels.length;
  }

  /** Returns the number of values d of one image, C·H·W. */
  public int values() {
    return planes * height * width;
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
