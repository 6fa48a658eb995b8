package org.revcor.estimate;

/** Kind of the intervals that hold at all looks simultaneously. */
public enum ConfidenceSequence {
  /** Asymptotic intervals from standard errors over blocks, once there are enough blocks. */
  ASYMPTOTIC,
  /**
   * Exact from the first trial on, for bounded responses to bounded stimuli: {@link BernsteinSums}.
   */
  BERNSTEIN
}
