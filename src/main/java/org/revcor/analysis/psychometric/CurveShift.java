package org.revcor.analysis.psychometric;

/**
 * How far a psychometric curve lies to the right of another, without a fit: what it has less of
 * area under it. Of two equal curves side by side that is the distance, and it is defined also
 * where a curve has no threshold.
 *
 * @param distance in units of the strength; negative to the left
 * @param error standard error over images, which both curves share
 */
public record CurveShift(double distance, double error) {
  private static final double SURE = 3;

  /**
   * From one curve to another of the same images and levels.
   *
   * @throws IllegalArgumentException if they are of others
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

  /** Whether it lies to the left by more than three standard errors. */
  public boolean isLeft() {
    return distance < -SURE * error;
  }

  /** Whether it lies to the right by more than three standard errors. */
  public boolean isRight() {
    return distance > SURE * error;
  }
}
