package org.revcor.analysis.psychometric;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Horizontal shift between two psychometric curves without a fit: the difference of the areas under
 * them. For equal curves side by side it is their distance; it is also defined for a curve without
 * a threshold.
 *
 * @param distance shift in units of the strength; negative to the left
 * @param error standard error over images, which both curves share; NaN for a single image, and if
 *     all images shift equally, since levels are discrete; 0 for equal curves
 * @param images number of images
 */
public record CurveShift(double distance, double error, int images) {
  /** Probability of more than three standard errors in one direction, of a normal distribution. */
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
