package org.revcor.estimate;

/** Status of a channel with respect to the targets of a stopping rule. */
public enum StoppingStatus {
  /**
   * Fewer than {@link StoppingRule#ENOUGH} effective trials or {@link SignalToNoise#MIN_BLOCKS}
   * effective blocks, and not known to be rare. The study continues.
   */
  WAITING,
  /** Enough trials, targets not reached. The study continues. */
  SHORT,
  /** Enough trials, targets reached. */
  REACHED,
  /** Too few responses: the study neither waits for the channel nor counts it as reached. */
  RARE
}
