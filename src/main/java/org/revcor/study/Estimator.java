package org.revcor.study;

/** How maps are computed from stimuli and responses. */
public enum Estimator {
  /** Response-weighted averages of the stimuli. */
  AVERAGE
}
