package org.revcor.analysis.psychometric;

/**
 * Horizontal shift between two psychometric curves without a fit: the difference of the areas under
 * them. For equal curves side by side it is their distance; it is also defined for a curve without
 * a threshold.
 *
 * @param distance shift in units of the strength; negative to the left
 * @param error standard error over images, which both curves share
 */
public record CurveShift(double distance, double error) {
  private static final double MIN_STANDARD_ERRORS = 3;

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
    for (int i = 0; i < n; i++) {
      double less = before[i] - after[i];
      sum += less;
      squares += less * less;
    }
    double variance = Math.max(0, squares - sum * sum / n) / Math.max(1, n - 1);
    return new CurveShift(sum / n, Math.sqrt(variance / n));
  }

  /** Returns whether the curve shifts to the left by more than three standard errors. */
  public boolean isLeft() {
    return distance < -MIN_STANDARD_ERRORS * error;
  }

  /** Returns whether the curve shifts to the right by more than three standard errors. */
  public boolean isRight() {
    return distance > MIN_STANDARD_ERRORS * error;
  }
}
