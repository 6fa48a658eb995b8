package org.revcor.estimate;

/** A view of a channel, with one value for each value of the {@link Patch} of its map. */
public enum MapView {
  /** The estimate from all trials. */
  MAP,
  /** The standard error of the map. */
  ERROR,
  /**
   * {@code Σ(r-r̄)(x-x̄) / (σ √Σ(r-r̄)²)}: standard normal in each pixel on which the response does
   * not depend.
   */
  Z,
  /** The estimate from the first half of every block. */
  HALF_A,
  /** The estimate from the second half of every block. */
  HALF_B
}
