package org.revcor.analysis;

/** Confidence interval of a proportion of independent trials. */
public final class Proportion {
  /** The .975 quantile of the normal distribution. */
  private static final double Z = 1.959964;

  private Proportion() {}

  /**
   * Returns Wilson's 95 % score interval.
   *
   * @param share observed proportion, in [0,1]
   * @param trials number of trials, at least 1
   * @return lower and upper bound, in [0,1]
   */
  public static double[] interval(double share, double trials) {
    double square = Z * Z / trials;
    double centre = (share + square / 2) / (1 + square);
    double half =
        Z * Math.sqrt(share * (1 - share) / trials + square / (4 * trials)) / (1 + square);
    return new double[] {Math.max(0, centre - half), Math.min(1, centre + half)};
  }
}
