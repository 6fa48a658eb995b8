package org.revcor.estimate.covariance;

/**
 * Limits of the eigenvalues of a covariance under the null hypothesis, in units of the law's
 * variance: {@code (1 ± √(d/n))²} (Marčenko & Pastur 1967). The outermost eigenvalues exceed them
 * by chance in a tenth of all data, so they are not a test.
 */
public record MarchenkoPastur(double low, double high) {
  /**
   * Returns the limits for d dimensions.
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
