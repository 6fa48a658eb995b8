package org.revcor.analysis.backdoor;

import java.util.BitSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
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
}
