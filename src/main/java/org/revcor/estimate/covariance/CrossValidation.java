package org.revcor.estimate.covariance;

import java.util.List;

/**
 * Tries the extreme directions of either half on the other half.
 *
 * <p>Under the null the variance of triggered stimuli along a direction that the other half chose
 * is, in units of the law's, {@code χ²_n / n} with n the half's effective trials: exactly for equal
 * weights and Gaussian noise, by its first two moments otherwise (Satterthwaite 1946). Its cube
 * root is nearly normal (Wilson & Hilferty 1931), which makes a z of it. Those of the two halves
 * are added.
 *
 * @param a covariance of half A, in units of the law's variance
 * @param trialsA its effective trials
 * @param b that of half B
 * @param trialsB its effective trials
 */
record CrossValidation(Symmetric a, double trialsA, Symmetric b, double trialsB) {
  /**
   * The directions of the halves are chosen apart, but each half's chance is in both statistics, so
   * their sum has more spread than that of independent ones, and longer tails. What its variance
   * must be divided by, less one, for levels of .05 and .01 to hold was simulated for 2 to 40
   * dimensions d: it is at most this, and {@code 9/(d+5)} where that is less.
   */
  private static final double MAX_SHARED_CHANCE = 0.65;

  private static final double SHARED_CHANCE = 9;
  private static final double SHARED_CHANCE_OFFSET = 5;

  /**
   * What became of one kind of direction.
   *
   * @param z of both together
   * @param fromA that of the direction of half A, on half B
   * @param fromB that of the direction of half B, on half A
   */
  record Outcome(double z, double fromA, double fromB) {}

  /**
   * The directions of most and least variance.
   *
   * @param high positive where more variance is confirmed
   * @param low negative where less variance is confirmed
   */
  record Candidates(Outcome high, Outcome low) {
    /** Where no direction is left. */
    static final Candidates NONE = new Candidates(new Outcome(0, 0, 0), new Outcome(0, 0, 0));
  }

  /**
   * Tries those at right angles to what is known.
   *
   * @param known of unit norm and at right angles, fewer than there are dimensions
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
    double shared = Math.min(MAX_SHARED_CHANCE, SHARED_CHANCE / (free + SHARED_CHANCE_OFFSET));
    return new Outcome((fromA + fromB) / Math.sqrt(2 * (1 + shared)), fromA, fromB);
  }

  private static double z(double variance, double trials) {
    double spread = 2 / (9 * trials);
    return (Math.cbrt(variance) - (1 - spread)) / Math.sqrt(spread);
  }
}
