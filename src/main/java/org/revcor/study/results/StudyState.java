package org.revcor.study.results;

import com.fasterxml.jackson.annotation.JsonProperty;

public enum StudyState {
  @JsonProperty("submitted")
  SUBMITTED,
  /** Starts when enough other studies have ended. */
  @JsonProperty("queued")
  QUEUED,
  @JsonProperty("running")
  RUNNING,
  /** Would run, but no lanes can take its blocks; the problem describes why. */
  @JsonProperty("waiting")
  WAITING,
  @JsonProperty("paused")
  PAUSED,
  /** Shows no more trials; results are being written. */
  @JsonProperty("stopping")
  STOPPING,
  @JsonProperty("finished")
  FINISHED,
  /** Ended by a failure; the study's problem describes it. */
  @JsonProperty("failed")
  FAILED;

  /** Returns whether the study is paused or ended: it shows no trials until a user resumes it. */
  public boolean isInactive() {
    return isEnded() || this == PAUSED;
  }

  public boolean isEnded() {
    return this == FINISHED || this == FAILED;
  }
}
