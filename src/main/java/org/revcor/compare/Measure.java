package org.revcor.compare;

/** What of a map is waited for to reach a target. */
public enum Measure {
  /** Its reliability, as the stopping rule compares it with a target. */
  RELIABILITY,
  /** Its correlation with the reference. */
  REFERENCE
}
