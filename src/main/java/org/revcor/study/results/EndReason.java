package org.revcor.study.results;

import com.fasterxml.jackson.annotation.JsonProperty;

public enum EndReason {
  @JsonProperty("max-trials")
  MAX_TRIALS,
  @JsonProperty("reliability")
  RELIABILITY,
  @JsonProperty("precision")
  PRECISION,
  @JsonProperty("targets")
  TARGETS,
  @JsonProperty("time")
  TIME,
  @JsonProperty("stopped")
  STOPPED,
  /** The study failed; the study's problem describes the cause. */
  @JsonProperty("failure")
  FAILURE;

  /** Returns whether the study ended by its own stopping rules. */
  public boolean complete() {
    return switch (this) {
      case MAX_TRIALS, RELIABILITY, PRECISION, TARGETS, TIME -> true;
      case STOPPED, FAILURE -> false;
    };
  }
}
