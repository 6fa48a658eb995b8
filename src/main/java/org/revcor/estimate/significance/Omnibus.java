package org.revcor.estimate.significance;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Whether a z-map as a whole is more than chance: under the null {@code ‖z‖²} is χ² of as many
 * degrees as it has pixels. Exact for white stimuli only; correlated pixels widen it.
 *
 * @param pixels number d of pixels that are defined
 * @param squaredNorm ‖z‖²
 * @param p P(χ²_d ≥ ‖z‖²); NaN without a pixel
 * @param infoVal {@code (‖z‖ - √(d-½)) / √½}, about standard normal under the null: the
 *     informational value of Brinkman et al. (2019), whose median and deviation of the norm are
 *     here those of χ_d instead of simulated ones; NaN without a pixel
 */
public record Omnibus(int pixels, double squaredNorm, double p, double infoVal) {

  /** The test of a z-map. */
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
