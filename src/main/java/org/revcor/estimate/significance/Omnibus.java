package org.revcor.estimate.significance;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Omnibus test of a z-map: under the null hypothesis {@code ‖z‖²} is χ² distributed with one degree
 * of freedom per pixel. Exact for white stimuli only; correlated pixels widen the distribution.
 *
 * @param pixels number d of defined pixels
 * @param squaredNorm ‖z‖²
 * @param p P(χ²_d ≥ ‖z‖²); NaN without a pixel
 * @param infoVal {@code (‖z‖ - √(d-½)) / √½}, approximately standard normal under the null
 *     hypothesis; NaN without a pixel. This is the informational value of Brinkman et al. (2019),
 *     with median and deviation from χ_d instead of simulations
 */
public record Omnibus(int pixels, double squaredNorm, double p, double infoVal) {

  /** Tests a z-map. */
  public static Omnibus of(float[] z) {
    int pixels = PixelTests.defined(z);
    if (pixels == 0) {
      return new Omnibus(0, 0, Double.NaN, Double.NaN);
    }
    double squaredNorm = 0;
    for (float each : z) {
      squaredNorm += Float.isNaN(each) ? 0 : (double) each * each;
    }
    return new Omnibus(
        pixels,
        squaredNorm,
        ChiSquaredDistribution.of(pixels).survivalProbability(squaredNorm),
        (Math.sqrt(squaredNorm) - Math.sqrt(pixels - 0.5)) / Math.sqrt(0.5));
  }
}
