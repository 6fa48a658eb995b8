package org.revcor.estimate;

/** Where the intervals come from that hold at all looks at once. */
public enum ConfidenceSequence {
  /** From standard errors by blocks, once there are enough of them. */
  ASYMPTOTIC,
  /**
   * Exact from the first trial on, for bounded responses to bounded stimuli: {@link BernsteinSums}.
   */
  BERNSTEIN
}
