package org.revcor.study.comparison;

/** The quantity of a map that is compared with a target. */
public enum ComparedQuantity {
  /** Its reliability, as the stopping rule compares it with a target. */
  RELIABILITY,
  /** Its correlation with the reference. */
  REFERENCE
}
