package org.revcor.observer.training;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.revcor.ImageShape;
import org.revcor.InvalidInputException;
import org.revcor.schema.Spelling;

/**
 * Labelled images for training or testing.
 *
 * @param dataset the data set's name
 * @param planes C, colour planes
 * @param height H, rows
 * @param width W, columns
 * @param classes class names; labels index them
 * @param pixels n x C x H x W, unsigned bytes; the network's input is value / 255; not copied
 * @param labels n labels, each in [0, classes); not copied
 * @param digest {@code sha256:...} of the whole set, for the card
 */
public record TrainingImages(
    String dataset,
    int planes,
    int height,
    int width,
    List<String> classes,
    byte[] pixels,
    int[] labels,
    String digest)
    implements ImageShape {
  private static final float WHITE = 255f;

  public TrainingImages {
    classes = List.copyOf(classes);
    if (pixels.length != labels.length * planes * height * width) {
      throw new IllegalArgumentException(
          pixels.length + " pixels for " + labels.length + " images");
    }
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
   * Returns the images of some classes in the same order, with labels that index {@code names}.
   *
   * @param names class names
   * @throws InvalidInputException if a class does not exist
   */
  TrainingImages withClasses(List<String> names) {
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
    return new TrainingImages(dataset, planes, height, width, names, some, renamed, digest);
  }

  /** Writes an image as H x W x C values in [0,1], optionally mirrored left to right. */
  void put(int image, boolean mirrored, FloatBuffer channelsLast) {
    int space = height * width;
    int start = image * values();
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int position = row * width + (mirrored ? width - 1 - column : column);
        for (int plane = 0; plane < planes; plane++) {
          channelsLast.put((pixels[start + plane * space + position] & 0xff) / WHITE);
        }
      }
    }
  }
}
