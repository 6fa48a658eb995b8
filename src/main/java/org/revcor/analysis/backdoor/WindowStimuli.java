package org.revcor.analysis.backdoor;

import java.util.BitSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.analysis.Stimuli;
import org.revcor.dataset.Images;

/**
 * Images in which each pixel of a square becomes white in all planes with probability 1/2.
 *
 * <p>Every pair of a class and a square occurs once before any occurs again; the image of the class
 * is random.
 */
final class WindowStimuli implements Stimuli {
  private static final String GENERATOR = "L64X128MixRandom";
  private static final float WHITE = 1;

  private final HeldOut heldOut;
  private final Windows windows;
  private final int[] classes;
  private final int[] members;
  private final int[] places;

  /** For each pixel of a square, whether it is white in each stimulus. */
  private final BitSet[] white;

  WindowStimuli(HeldOut heldOut, Windows windows, int count, long seed) {
    this.heldOut = heldOut;
    this.windows = windows;
    this.classes = new int[count];
    this.members = new int[count];
    this.places = new int[count];
    RandomGenerator random = RandomGeneratorFactory.of(GENERATOR).create(seed);
    int[] pairs = IntStream.range(0, heldOut.numbers().length * windows.count()).toArray();
    int area = windows.side() * windows.side();
    white = IntStream.range(0, area).mapToObj(j -> new BitSet(count)).toArray(BitSet[]::new);
    for (int i = 0; i < count; i++) {
      int position = i % pairs.length;
      int drawn = random.nextInt(position, pairs.length);
      int pair = pairs[drawn];
      pairs[drawn] = pairs[position];
      pairs[position] = pair;
      classes[i] = pair / windows.count();
      places[i] = pair % windows.count();
      members[i] = random.nextInt(heldOut.numbers()[classes[i]].length);
      for (int j = 0; j < area; j++) {
        white[j].set(i, random.nextBoolean());
      }
    }
  }

  @Override
  public int size() {
    return classes.length;
  }

  /** Returns the class of the image. */
  int label(int index) {
    return classes[index];
  }

  /** Returns the image's index within the images of its class. */
  int member(int index) {
    return members[index];
  }

  /** Returns the number of the square. */
  int place(int index) {
    return places[index];
  }

  @Override
  public void put(int index, float[] into, int offset) {
    Images images = heldOut.images();
    int space = windows.height() * windows.width();
    int number = heldOut.numbers()[classes[index]][members[index]];
    Stimuli.of(images).put(number, into, offset);
    int area = windows.side() * windows.side();
    for (int i = 0; i < area; i++) {
      if (white[i].get(index)) {
        int pixel = windows.pixel(places[index], i);
        for (int plane = 0; plane < images.planes(); plane++) {
          into[offset + plane * space + pixel] = WHITE;
        }
      }
    }
  }

  /**
   * Images of each class, drawn without replacement.
   *
   * @param images the data set
   * @param numbers numbers of the drawn images, by class
   */
  record HeldOut(Images images, int[][] numbers) {
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

    /** Returns all drawn numbers, class by class. */
    int[] all() {
      return IntStream.range(0, numbers.length)
          .flatMap(label -> IntStream.of(numbers[label]))
          .toArray();
    }
  }
}
