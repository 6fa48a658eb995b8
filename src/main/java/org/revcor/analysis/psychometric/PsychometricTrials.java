package org.revcor.analysis.psychometric;

import java.util.random.RandomGenerator;

/**
 * Which images were given an answer at which strength. All strengths show the same images, so
 * trials of an image are not independent of each other; the images are.
 *
 * @param levels strengths, ascending
 * @param answered images x levels
 */
public record PsychometricTrials(double[] levels, boolean[][] answered) {
  /** Counts over the images. */
  public PsychometricCounts counts() {
    int[] yes = new int[levels.length];
    for (boolean[] image : answered) {
      add(image, yes);
    }
    return new PsychometricCounts(levels, yes, answered.length);
  }

  /** Counts over as many images, drawn from these with replacement. */
  PsychometricCounts resampled(RandomGenerator random) {
    int[] yes = new int[levels.length];
    for (int i = 0; i < answered.length; i++) {
      add(answered[random.nextInt(answered.length)], yes);
    }
    return new PsychometricCounts(levels, yes, answered.length);
  }

  private static void add(boolean[] image, int[] yes) {
    for (int i = 0; i < yes.length; i++) {
      yes[i] += image[i] ? 1 : 0;
    }
  }

  /**
   * Area under the curve of each image, by the trapezoid rule: the length of the range of
   * strengths in which it is given the answer.
   */
  double[] areas() {
    double[] areas = new double[answered.length];
    for (int i = 0; i < areas.length; i++) {
      for (int j = 1; j < levels.length; j++) {
        int sides = (answered[i][j - 1] ? 1 : 0) + (answered[i][j] ? 1 : 0);
        areas[i] += sides * (levels[j] - levels[j - 1]) / 2;
      }
    }
    return areas;
  }
}
