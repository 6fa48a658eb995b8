package org.revcor.estimate;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a channel stands against a reliability target. */
public enum Standing {
  /**
   * Fewer than {@link StoppingRule#ENOUGH} effective trials, and not known to be rare: holds the
   * study.
   */
  @JsonProperty("waiting")
  WAITING,
  /** Enough trials, target not reached: holds the study. */
  @JsonProperty("short")
  SHORT,
  /** Enough trials and at least the target. */
  @JsonProperty("reached")
  REACHED,
  /** Occurs too seldom to be waited for: neither holds the study nor counts as reached. */
  @JsonProperty("rare")
  RARE
}
