package org.revcor.estimate;

/** A view of a channel, with one value for each value of the {@link Patch} of its map. */
public enum MapView {
  /** The estimate from all trials. */
  MAP("map"),
  /** The standard error of the map. */
  ERROR("error"),
  /**
   * {@code Σ(r-r̄)(x-x̄) / (σ √Σ(r-r̄)²)}: standard normal in each pixel on which the response does
   * not depend.
   */
  Z("z"),
  /** The estimate from the first half of every block. */
  HALF_A("half-a"),
  /** The estimate from the second half of every block. */
  HALF_B("half-b");

  private final String label;

  MapView(String label) {
    this.label = label;
  }

  /** Returns the name in requests and files. */
  public String label() {
    return label;
  }
}
