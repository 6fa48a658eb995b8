package org.revcor.analysis.backdoor;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.dataset.Images;

/**
 * Images of each class, drawn without replacement.
 *
 * @param images the data set
 * @param numbers numbers of the drawn images, by class
 */
public record HeldOut(Images images, int[][] numbers) {
  private static final String GENERATOR = "L64X128MixRandom";

  /**
   * Draws images.
   *
   * @param field setting that names the images, for messages
   * @param each number of images per class; all of a class that has fewer
   * @throws InvalidInputException if a class has none
   */
  public static HeldOut of(String field, Images images, int each, long seed) {
    RandomGenerator random = RandomGeneratorFactory.of(GENERATOR).create(seed);
    int[][] numbers = new int[images.classes().size()][];
    for (int label = 0; label < numbers.length; label++) {
      int current = label;
      int[] all =
          IntStream.range(0, images.size()).filter(i -> images.labels()[i] == current).toArray();
      if (all.length == 0) {
        throw new InvalidInputException(
            field,
            "%s without an image of class %s".formatted(images.name(), images.classes().get(label)),
            "images of all classes");
      }
      numbers[label] = new int[Math.min(each, all.length)];
      for (int i = 0; i < numbers[label].length; i++) {
        int j = random.nextInt(i, all.length);
        numbers[label][i] = all[j];
        all[j] = all[i];
      }
    }
    return new HeldOut(images, numbers);
  }

  /** Returns all drawn numbers, class by class. */
  int[] all() {
    return IntStream.range(0, numbers.length)
        .flatMap(label -> IntStream.of(numbers[label]))
        .toArray();
  }
}
