package org.revcor.estimate;

import org.revcor.estimate.anytime.GammaExponentialMixture;

/**
 * How far the values of a channel's map may be from the truth, by {@link BernsteinSums}.
 *
 * @param halfWidth largest distance of a map's value from one that is not ruled out
 * @param offset how much of that is due to the sums being centred on earlier means than the map
 * @param variation V of the widest value
 * @param responses Σr
 */
public record BernsteinWidth(
    double halfWidth,
    double offset,
    double variation,
    double responses,
    GammaExponentialMixture boundary) {
  private static final int MAX_STEPS = 100;

  /**
   * By how much the trials must grow for the half-width to fall to {@code target}, if V and the
   * responses grow in proportion.
   *
   * @param target above 0
   */
  double growth(double target) {
    double low = 0;
    double high = 1;
    while (after(high) > target) {
      low = high;
      high *= 2;
    }
    for (int step = 0; step < MAX_STEPS && high - low > 1e-6 * high; step++) {
      double middle = (low + high) / 2;
      if (after(middle) > target) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private double after(double growth) {
    return boundary.boundary(growth * variation) / (growth * responses) + offset / growth;
  }
}
