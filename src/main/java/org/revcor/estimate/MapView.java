package org.revcor.estimate;

/**
 * What can be drawn of a channel, with a value for each of the {@link Patch} that its map covers.
 */
public enum MapView {
  /** The estimate from all trials. */
  MAP("map"),
  /** Its standard error. */
  ERROR("error"),
  /**
   * {@code Σ(r-r̄)(x-x̄) / (σ √Σ(r-r̄)²)}: standard normal in each pixel if the response ignores
   * it.
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

  /** Name in requests and files. */
  public String label() {
    return label;
  }
}
