package org.revcor.analysis.psychometric;

import java.util.random.RandomGenerator;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Responses by image and strength. All strengths show the same images, so the images are
 * independent but the trials of one image are not.
 *
 * @param levels strengths, ascending
 * @param responded images x levels
 */
public record PsychometricTrials(double[] levels, boolean[][] responded) {
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

    public double[] rates() {
      double[] rates = new double[yes.length];
      for (int i = 0; i < rates.length; i++) {
        rates[i] = (double) yes[i] / of;
      }
      return rates;
    }

    double rate() {
      long sum = 0;
      for (int each : yes) {
        sum += each;
      }
      return (double) sum / ((long) of * yes.length);
    }
  }

  /**
   * Horizontal shift between two psychometric curves without a fit: the difference of the areas
   * under them. For equal curves side by side it is their distance; it is also defined for a curve
   * without a threshold.
   *
   * @param distance shift in units of the strength; negative to the left
   * @param error standard error over images, which both curves share; NaN for a single image, and
   *     if all images shift equally, since levels are discrete; 0 for equal curves
   */
  public record CurveShift(double distance, double error, int images) {
    /**
     * Probability of more than three standard errors in one direction, of a normal distribution.
     */
    private static final double TAIL = 0.00135;

    private static final double ROUNDING = 1e-9;

    /**
     * Returns the shift from one curve to another of the same images and levels.
     *
     * @throws IllegalArgumentException if numbers of images or levels differ
     */
    public static CurveShift between(PsychometricTrials from, PsychometricTrials to) {
      double[] before = from.areas();
      double[] after = to.areas();
      if (before.length != after.length || from.levels().length != to.levels().length) {
        throw new IllegalArgumentException("curves of different images or levels");
      }
      int n = before.length;
      double sum = 0;
      double squares = 0;
      boolean isSame = true;
      for (int i = 0; i < n; i++) {
        double less = before[i] - after[i];
        sum += less;
        squares += less * less;
        isSame &= Math.abs(less - (before[0] - after[0])) < ROUNDING;
      }
      double variance = Math.max(0, squares - sum * sum / n) / Math.max(1, n - 1);
      boolean isUnknown = n < 2 || (isSame && sum != 0);
      double error = isUnknown ? Double.NaN : Math.sqrt(variance / n);
      return new CurveShift(sum / n, error, n);
    }

    /** Returns whether the curve shifts significantly to the left. */
    public boolean isLeft() {
      return distance < 0 && isSignificant();
    }

    /** Returns whether the curve shifts significantly to the right. */
    public boolean isRight() {
      return distance > 0 && isSignificant();
    }

    /**
     * Returns whether the shift exceeds three standard errors or, with few images, the quantile of
     * Student's t with the same probability.
     */
    private boolean isSignificant() {
      return !Double.isNaN(error)
          && Math.abs(distance)
              > TDistribution.of(images - 1.0).inverseSurvivalProbability(TAIL) * error;
    }
  }
}
