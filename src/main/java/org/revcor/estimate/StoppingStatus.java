package org.revcor.estimate;

/** Where a channel stands against a reliability target. */
public enum StoppingStatus {
  /**
   * Fewer than {@link StoppingRule#ENOUGH} effective trials, or than {@link
   * SignalToNoise#MIN_BLOCKS} effective blocks, and not known to be rare: holds the study.
   */
  WAITING,
  /** Enough trials, target not reached: holds the study. */
  SHORT,
  /** Enough trials and at least the target. */
  REACHED,
  /** Occurs too seldom to be waited for: neither holds the study nor counts as reached. */
  RARE
}
