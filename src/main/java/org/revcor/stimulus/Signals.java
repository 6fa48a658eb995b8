package org.revcor.stimulus;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.revcor.stimulus.Stimulus.Moments;

/**
 * Images of signals. A draw selects a class uniformly, then one of its images uniformly.
 *
 * @param pixels n x d unsigned bytes, 255 is 1; not copied, must not change
 * @param members indices of the images of each class, in the order of {@code names}; none empty
 */
public record Signals(List<String> names, byte[] pixels, int values, int[][] members) {
  private static final float WHITE = 255f;

  /**
   * Returns the images of selected classes.
   *
   * @param selected labels of the selected classes, each with at least one image
   */
  public static Signals of(
      List<String> names, byte[] pixels, int values, int[] labels, int[] selected) {
    int[][] members =
        Arrays.stream(selected)
            .mapToObj(
                label ->
                    IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray())
            .toArray(int[][]::new);
    return new Signals(List.copyOf(names), pixels, values, members);
  }

  /** Draws a class and an image of it into {@code drawn[at]} and {@code drawn[at + 1]}. */
  void draw(RandomGenerator random, float[] drawn, int at) {
    int signal = random.nextInt(members.length);
    drawn[at] = signal;
    drawn[at + 1] = random.nextInt(members[signal].length);
  }

  /** Returns the index of the first pixel of the drawn image. */
  int start(float[] drawn, int at) {
    return members[(int) drawn[at]][(int) drawn[at + 1]] * values;
  }

  float value(int index) {
    return (pixels[index] & 0xff) / WHITE;
  }

  /** Returns the exact moments of drawn images. */
  Moments moments() {
    double[] mean = new double[values];
    double[] squares = new double[values];
    for (int[] of : members) {
      double weight = 1.0 / (members.length * (double) of.length);
      for (int image : of) {
        for (int i = 0; i < values; i++) {
          double value = value(image * values + i);
          mean[i] += weight * value;
          squares[i] += weight * value * value;
        }
      }
    }
    for (int i = 0; i < values; i++) {
      squares[i] = Math.max(0, squares[i] - mean[i] * mean[i]);
    }
    return new Moments(mean, squares);
  }
}
