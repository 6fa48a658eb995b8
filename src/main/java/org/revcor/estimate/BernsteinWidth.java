package org.revcor.estimate;

import org.revcor.estimate.anytime.GammaExponentialMixture;

/**
 * Half-width of the confidence sequence of a channel's map, from {@link BernsteinSums}.
 *
 * @param halfWidth largest distance between a map value and a value that is not rejected
 * @param offset part of the half-width that is due to sums centred on earlier means than the map
 * @param variation V of the value with the largest half-width
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
   * Returns the factor by which trials must grow until the half-width is {@code target}, if V and
   * the responses grow in proportion.
   *
   * @param target above 0
   */
  double growth(double target) {
    double low = 0;
    double high = 1;
    while (widthAfter(high) > target) {
      low = high;
      high *= 2;
    }
    for (int step = 0; step < MAX_STEPS && high - low > 1e-6 * high; step++) {
      double middle = (low + high) / 2;
      if (widthAfter(middle) > target) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private double widthAfter(double growth) {
    return boundary.boundary(growth * variation) / (growth * responses) + offset / growth;
  }
}
