package org.revcor.analysis.backdoor;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.dataset.Images;

/**
 * Some images of each class, drawn without repetition.
 *
 * @param images the data set
 * @param numbers of the chosen ones, by class
 */
public record HeldOut(Images images, int[][] numbers) {
  private static final String GENERATOR = "L64X128MixRandom";

  /**
   * Draws them.
   *
   * @param field where the images were named, for messages
   * @param each number of images a class; all of a class that has fewer
   * @throws InvalidInputException if a class has none
   */
  public static HeldOut of(String field, Images images, int each, long seed) {
    RandomGenerator random = RandomGeneratorFactory.of(GENERATOR).create(seed);
    int[][] numbers = new int[images.classes().size()][];
    for (int label = 0; label < numbers.length; label++) {
      int sought = label;
      int[] all =
          IntStream.range(0, images.size()).filter(i -> images.labels()[i] == sought).toArray();
      if (all.length == 0) {
        throw new InvalidInputException(
            field,
            "%s without an image of class %s"
                .formatted(images.name(), images.classes().get(label)),
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

  /** All chosen ones, class after class. */
  int[] all() {
    return IntStream.range(0, numbers.length)
        .flatMap(label -> IntStream.of(numbers[label]))
        .toArray();
  }
}
