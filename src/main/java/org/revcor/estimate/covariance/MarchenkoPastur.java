package org.revcor.estimate.covariance;

/**
 * Where the eigenvalues of a covariance end if nothing is there, in units of the law's variance:
 * {@code (1 ± √(d/n))²} (Marčenko & Pastur 1967). Chance takes the outermost ones beyond it in a
 * tenth of all data, so it decides nothing.
 */
public record MarchenkoPastur(double low, double high) {
  /**
   * The edges of d dimensions.
   *
   * @param dimensions d
   * @param trials effective number n
   */
  public static MarchenkoPastur of(int dimensions, double trials) {
    double root = Math.sqrt(dimensions / trials);
    double low = Math.max(0, 1 - root);
    return new MarchenkoPastur(low * low, (1 + root) * (1 + root));
  }
}
