package org.revcor.compare;

/** The quantity of a map that is compared with a target. */
public enum Measure {
  /** Its reliability, as the stopping rule compares it with a target. */
  RELIABILITY,
  /** Its correlation with the reference. */
  REFERENCE
}
