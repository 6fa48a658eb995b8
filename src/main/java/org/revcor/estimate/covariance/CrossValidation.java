package org.revcor.estimate.covariance;

import java.util.List;

/**
 * Tests the extreme directions of each half on the other half.
 *
 * <p>Under the null hypothesis, the variance of triggered stimuli along a direction selected by the
 * other half is {@code χ²_n / n} in units of the law's variance. Here n is the number of effective
 * trials of the half. This is exact for equal weights and Gaussian noise, and otherwise matches the
 * first two moments (Satterthwaite 1946). The cube root is nearly normal (Wilson & Hilferty 1931)
 * and is converted to a z. The z of both halves are added.
 *
 * @param a covariance of half A, in units of the law's variance
 */
record CrossValidation(Symmetric a, double trialsA, Symmetric b, double trialsB) {
  /**
   * The directions are selected independently, but the sampling error of each half affects both
   * statistics. So their sum has a larger variance and longer tails than a sum of independent
   * statistics. The factor by which its variance must be divided, minus one, was simulated for
   * levels .05 and .01 and 2 to 40 dimensions d. It is at most this constant, or {@code 9/(d+5)} if
   * that is less.
   */
  private static final double MAX_SHARED_ERROR = 0.65;

  private static final double SHARED_ERROR = 9;
  private static final double SHARED_ERROR_OFFSET = 5;

  /**
   * Test statistics of one kind of direction.
   *
   * @param z statistic of both halves together
   * @param fromA statistic of the direction of half A on half B
   * @param fromB statistic of the direction of half B on half A
   */
  record Outcome(double z, double fromA, double fromB) {}

  /**
   * Test results of the directions of largest and smallest variance.
   *
   * @param high positive if more variance is confirmed
   * @param low negative if less variance is confirmed
   */
  record Candidates(Outcome high, Outcome low) {
    /** Result if no direction remains. */
    static final Candidates NONE = new Candidates(new Outcome(0, 0, 0), new Outcome(0, 0, 0));
  }

  /**
   * Tests the directions orthogonal to known ones.
   *
   * @param known orthonormal directions, fewer than there are dimensions
   */
  Candidates candidates(List<double[]> known) {
    ExtremeDirections ofA = ExtremeDirections.of(a, known);
    ExtremeDirections ofB = ExtremeDirections.of(b, known);
    int free = a.size() - known.size();
    return new Candidates(
        outcome(z(b.along(ofA.largest()), trialsB), z(a.along(ofB.largest()), trialsA), free),
        outcome(z(b.along(ofA.smallest()), trialsB), z(a.along(ofB.smallest()), trialsA), free));
  }

  private static Outcome outcome(double fromA, double fromB, int free) {
    double shared = Math.min(MAX_SHARED_ERROR, SHARED_ERROR / (free + SHARED_ERROR_OFFSET));
    return new Outcome((fromA + fromB) / Math.sqrt(2 * (1 + shared)), fromA, fromB);
  }

  private static double z(double variance, double trials) {
    double spread = 2 / (9 * trials);
    return (Math.cbrt(variance) - (1 - spread)) / Math.sqrt(spread);
  }
}
