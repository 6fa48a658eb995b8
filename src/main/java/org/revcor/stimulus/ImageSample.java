package org.revcor.stimulus;

import org.revcor.ImageShape;

/**
 * The images that a basis is fitted to.
 *
 * @param dataset name of the data set
 * @param digest {@code sha256:...} of the data set
 * @param planes colour planes
 * @param height rows
 * @param width columns
 * @param pixels n x planes x height x width, unsigned bytes, 0 is black; not copied, must not
 *     change
 */
public record ImageSample(
    String dataset, String digest, int planes, int height, int width, byte[] pixels)
    implements ImageShape {
  public ImageSample {
    if (planes < 1 || height < 1 || width < 1 || pixels.length % (planes * height * width) != 0) {
      throw new IllegalArgumentException(
          "%d pixels for images of %d x %d x %d".formatted(pixels.length, planes, height, width));
    }
  }

  /** Returns the number n of images. */
  int size() {
    return pixels.length / (planes * height * width);
  }

  /** Returns the number d of pixels per plane. */
  int plane() {
    return height * width;
  }

  /** Returns a pixel, from 0 to 255. */
  int pixel(int image, int plane, int pixel) {
    return pixels[(image * planes + plane) * plane() + pixel] & 0xff;
  }
}
