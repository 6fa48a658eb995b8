package org.revcor.estimate.significance;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Omnibus test of a z-map: under the null hypothesis {@code ‖z‖²} is χ² distributed with one degree
 * of freedom per pixel. Exact for white stimuli only; correlated pixels widen the distribution.
 *
 * @param pixels number d of defined pixels
 * @param squaredNorm ‖z‖²
 * @param p P(χ²_d ≥ ‖z‖²); NaN without a pixel
 */
public record Omnibus(int pixels, double squaredNorm, double p) {

  /** Tests a z-map. */
  public static Omnibus of(float[] z) {
    int pixels = PixelTests.defined(z);
    if (pixels == 0) {
      return new Omnibus(0, 0, Double.NaN);
    }
    double squaredNorm = 0;
    for (float each : z) {
      squaredNorm += Float.isNaN(each) ? 0 : (double) each * each;
    }
    return new Omnibus(
        pixels, squaredNorm, ChiSquaredDistribution.of(pixels).survivalProbability(squaredNorm));
  }
}
