package org.revcor.analysis.template;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.LabelledImages;
import org.revcor.dataset.DataSets;
import org.revcor.observer.ObserverDescription;
import org.revcor.schema.Spelling;

/**
 * The first images of each class of a folder or data set.
 *
 * @param numbers indices of the images in {@code images}
 * @param labels the class of each
 * @param own for each class the positions of its images in {@code numbers}
 */
record ValidationImages(LabelledImages images, int[] numbers, int[] labels, int[][] own) {
  private static final float WHITE = 255;

  /**
   * Opens images.
   *
   * @param data parameter that names a data set
   * @param folder parameter that names a folder
   * @param most maximum number of images of a class
   * @throws InvalidInputException if both are given, or the images have fewer than two classes of
   *     the observer
   */
  static ValidationImages of(
      String data,
      String folder,
      int most,
      Arguments arguments,
      AnalysisContext context,
      ObserverDescription observer) {
    Optional<String> inFolder = arguments.find(folder);
    if (inFolder.isPresent() && arguments.find(data).isPresent()) {
      throw new InvalidInputException(
          folder,
          inFolder.get(),
          "left out, or given without " + data + ", which names a data set");
    }
    String field = inFolder.isPresent() ? folder : data;
    String name = inFolder.orElseGet(() -> AnalysisContext.dataset(arguments, data, observer));
    if (inFolder.isEmpty() && !DataSets.names().contains(name)) {
      throw new InvalidInputException(data, name, Spelling.expected(name, DataSets.names()));
    }
    LabelledImages images =
        LabelledImages.of(field, name, context.materials().datasets(), observer);
    int[] counts = new int[observer.classes().size()];
    int[] numbers =
        IntStream.range(0, images.size()).filter(i -> counts[images.label(i)]++ < most).toArray();
    int[] labels = IntStream.of(numbers).map(images::label).toArray();
    int[][] own = new int[counts.length][];
    Arrays.setAll(
        own, c -> IntStream.range(0, labels.length).filter(i -> labels[i] == c).toArray());
    if (Arrays.stream(own).filter(each -> each.length > 0).count() < 2) {
      throw new InvalidInputException(
          field,
          "%s, with images of fewer than two classes".formatted(images.name()),
          "images of two or more classes of " + observer.name());
    }
    return new ValidationImages(images, numbers, labels, own);
  }

  String name() {
    return images.name();
  }

  int size() {
    return numbers.length;
  }

  /** Returns an image at some size, planes x height x width, in [0,1]. */
  float[] light(int position, int height, int width) {
    byte[] image = images.read(numbers[position], height, width);
    float[] light = new float[image.length];
    for (int i = 0; i < light.length; i++) {
      light[i] = (image[i] & 0xff) / WHITE;
    }
    return light;
  }
}
