package org.revcor.study.comparison;

/** The quantity of a map that is compared with a target. */
public enum ComparedQuantity {
  /** The reliability of the map, as the stopping rule compares it with a target. */
  RELIABILITY,
  /** The correlation of the map with the reference. */
  REFERENCE
}
