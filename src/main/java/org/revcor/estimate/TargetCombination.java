package org.revcor.estimate;

/** Combination of the targets of a stopping rule that names both a reliability and a precision. */
public enum TargetCombination {
  /** A channel must reach both targets. */
  ALL,
  /** A channel must reach one of the targets. */
  ANY
}
