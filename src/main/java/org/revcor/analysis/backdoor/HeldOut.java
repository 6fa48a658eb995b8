package org.revcor.analysis.backdoor;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.dataset.Pictures;

/**
 * Some pictures of each class, drawn without repetition.
 *
 * @param pictures the data set
 * @param numbers of the chosen ones, by class
 */
public record HeldOut(Pictures pictures, int[][] numbers) {
  private static final String GENERATOR = "L64X128MixRandom";

  /**
   * Draws them.
   *
   * @param field where the pictures were named, for messages
   * @param each number of pictures a class; all of a class that has fewer
   * @throws InvalidInputException if a class has none
   */
  public static HeldOut of(String field, Pictures pictures, int each, long seed) {
    RandomGenerator random = RandomGeneratorFactory.of(GENERATOR).create(seed);
    int[][] numbers = new int[pictures.classes().size()][];
    for (int label = 0; label < numbers.length; label++) {
      int sought = label;
      int[] all =
          IntStream.range(0, pictures.size()).filter(i -> pictures.labels()[i] == sought).toArray();
      if (all.length == 0) {
        throw new InvalidInputException(
            field,
            "%s without a picture of class %s"
                .formatted(pictures.name(), pictures.classes().get(label)),
            "pictures of all classes");
      }
      numbers[label] = new int[Math.min(each, all.length)];
      for (int i = 0; i < numbers[label].length; i++) {
        int j = random.nextInt(i, all.length);
        numbers[label][i] = all[j];
        all[j] = all[i];
      }
    }
    return new HeldOut(pictures, numbers);
  }

  /** All chosen ones, class after class. */
  int[] all() {
    return IntStream.range(0, numbers.length)
        .flatMap(label -> IntStream.of(numbers[label]))
        .toArray();
  }
}
