package org.revcor.estimate.significance;

/**
 * A plane of independent standard normal pixels after Gaussian smoothing, as a random field: how
 * high it reaches and how large its islands are by chance (Worsley et al. 1996, Friston et al.
 * 1994; for classification images Chauvin et al. 2005). One-sided.
 *
 * <p>Its smoothness is that of the grid, not that of the continuous field: neighbours correlate by
 * {@code e^(-1/4σ²)}, so the roughness is {@code λ = 2(1 - e^(-1/4σ²))} and the width at half
 * height {@code √(4 ln 2/λ)}; and h x w pixels are (h-1)(w-1) cells. For σ of a pixel or more this
 * keeps the level more closely than {@code σ√(8 ln 2)} and hw.
 *
 * @param height rows of the plane
 * @param width columns of the plane
 * @param pixels number of pixels that are defined, at least 1
 * @param sigma standard deviation of the smoothing in pixels, above 0
 */
record RandomField(int height, int width, int pixels, double sigma) {
  private static final double FOUR_LN_2 = 4 * Math.log(2);

  /** Full width at half maximum of the correlation's equivalent kernel, in pixels. */
  double fwhm() {
    return Math.sqrt(FOUR_LN_2 / (-2 * Math.expm1(-1 / (4 * sigma * sigma))));
  }

  /** P(max &gt; t), by the expected Euler characteristic; above 1 for low t. */
  double maximumBeyond(double t) {
    double edges = (height - 1 + width - 1) / fwhm();
    double exponential = Math.exp(-t * t / 2);
    return StandardNormal.above(t)
        + edges * Math.sqrt(FOUR_LN_2) / (2 * Math.PI) * exponential
        + islands(t);
  }

  /** Expected number of islands above t, borders aside. */
  double islands(double t) {
    double area = (double) (height - 1) * (width - 1) / (fwhm() * fwhm());
    return area * FOUR_LN_2 / Math.pow(2 * Math.PI, 1.5) * t * Math.exp(-t * t / 2);
  }

  /**
   * The t that the largest pixel exceeds with at most probability {@code p}: by the field or, where
   * that is lower, by the number of pixels (Šidák).
   *
   * @param p in (0, ½]
   */
  double threshold(double p) {
    double byPixels = StandardNormal.threshold(-Math.expm1(Math.log1p(-p) / pixels));
    // The characteristic falls from t = 1 on, where its terms e^(-t²/2) t do.
    double low = 1;
    double high = Math.max(low, byPixels);
    if (maximumBeyond(high) > p) {
      return byPixels;
    }
    while (high - low > 1e-9) {
      double middle = (low + high) / 2;
      if (maximumBeyond(middle) > p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /**
   * Probability that any island above t has {@code size} pixels or more, if sizes are exponential
   * beyond the one pixel that every island has.
   *
   * @param t at least 2, below which islands merge and the formula does not hold
   */
  double largestIsland(double t, int size) {
    double expected = maximumBeyond(t);
    double beta = expected / (pixels * StandardNormal.above(t));
    return -Math.expm1(-expected * Math.exp(-beta * (size - 1)));
  }
}
