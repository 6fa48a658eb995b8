package org.revcor.analysis;

/** How sure a share of independent trials is. */
public final class Proportion {
  /** Of the normal distribution, for an interval of .95. */
  private static final double Z = 1.959964;

  private Proportion() {}

  /**
   * Wilson's score interval of .95.
   *
   * @param share that was found, in [0,1]
   * @param trials number of trials, at least 1
   * @return its ends, in [0,1]
   */
  public static double[] interval(double share, double trials) {
    double square = Z * Z / trials;
    double centre = (share + square / 2) / (1 + square);
    double half =
        Z * Math.sqrt(share * (1 - share) / trials + square / (4 * trials)) / (1 + square);
    return new double[] {Math.max(0, centre - half), Math.min(1, centre + half)};
  }
}
