package org.revcor.analysis.psychometric;

import java.util.random.RandomGenerator;

/**
 * Responses by image and strength. All strengths show the same images, so the images are
 * independent but the trials of one image are not.
 *
 * @param levels strengths, ascending
 * @param responded images x levels
 */
public record PsychometricTrials(double[] levels, boolean[][] responded) {
  /** Counts responses over the images. */
  public PsychometricCounts counts() {
    int[] yes = new int[levels.length];
    for (boolean[] image : responded) {
      add(image, yes);
    }
    return new PsychometricCounts(levels, yes, responded.length);
  }

  /**
   * Counts responses over as many images, drawn with replacement; assumes nothing about responses
   * to an image.
   */
  PsychometricCounts resampled(RandomGenerator random) {
    int[] yes = new int[levels.length];
    for (int i = 0; i < responded.length; i++) {
      add(responded[random.nextInt(responded.length)], yes);
    }
    return new PsychometricCounts(levels, yes, responded.length);
  }

  private static void add(boolean[] image, int[] yes) {
    for (int i = 0; i < yes.length; i++) {
      yes[i] += image[i] ? 1 : 0;
    }
  }

  /**
   * Returns the area under the curve of each image, by the trapezoid rule: the length of the range
   * of strengths with a response.
   */
  double[] areas() {
    double[] areas = new double[responded.length];
    for (int i = 0; i < areas.length; i++) {
      for (int j = 1; j < levels.length; j++) {
        int sides = (responded[i][j - 1] ? 1 : 0) + (responded[i][j] ? 1 : 0);
        areas[i] += sides * (levels[j] - levels[j - 1]) / 2;
      }
    }
    return areas;
  }

  /**
   * Number of responses at each stimulus strength.
   *
   * @param levels strengths, ascending; at least two
   * @param yes number of responses, from 0 to {@code of}
   * @param of number of trials per level, positive
   */
  public record PsychometricCounts(double[] levels, int[] yes, int of) {
    public PsychometricCounts {
      if (levels.length != yes.length || levels.length < 2 || of < 1) {
        throw new IllegalArgumentException(
            "%d levels, %d counts of %d trials".formatted(levels.length, yes.length, of));
      }
    }

    /** Returns the rate at each level. */
    public double[] rates() {
      double[] rates = new double[yes.length];
      for (int i = 0; i < rates.length; i++) {
        rates[i] = (double) yes[i] / of;
      }
      return rates;
    }

    /** Returns the rate over all levels. */
    double rate() {
      long sum = 0;
      for (int each : yes) {
        sum += each;
      }
      return (double) sum / ((long) of * yes.length);
    }
  }
}
