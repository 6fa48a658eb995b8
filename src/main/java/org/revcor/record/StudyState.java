package org.revcor.record;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a study is in its life. */
public enum StudyState {
  /** Accepted, not yet begun. */
  @JsonProperty("submitted")
  SUBMITTED,
  @JsonProperty("running")
  RUNNING,
  @JsonProperty("paused")
  PAUSED,
  /** Shows no more trials; results are being written. */
  @JsonProperty("stopping")
  STOPPING,
  /** Ended with complete results. */
  @JsonProperty("finished")
  FINISHED,
  /** Ended by a fault; the problem says which. */
  @JsonProperty("failed")
  FAILED;

  /** Whether no trial is shown until somebody asks for it: it has ended, or is paused. */
  public boolean rests() {
    return ended() || this == PAUSED;
  }

  /** Whether nothing more will happen to the study. */
  public boolean ended() {
    return this == FINISHED || this == FAILED;
  }
}
