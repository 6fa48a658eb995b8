package org.revcor.record;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why a study finished. */
public enum EndReason {
  /** It has shown as many trials as it may. */
  @JsonProperty("max-trials")
  MAX_TRIALS,
  /** Every channel with enough trials reached the reliability asked for. */
  @JsonProperty("reliability")
  RELIABILITY,
  /** Every channel with enough trials reached the precision asked for. */
  @JsonProperty("precision")
  PRECISION,
  /** Channels reached what was asked of reliability and precision together. */
  @JsonProperty("targets")
  TARGETS,
  /** It has run as long as it may. */
  @JsonProperty("time")
  TIME,
  /** A person stopped it. */
  @JsonProperty("stopped")
  STOPPED,
  /** It failed; the problem says how. */
  @JsonProperty("failure")
  FAILURE;

  /** Whether nothing is left to be done: the study ended by its own rules. */
  public boolean complete() {
    return switch (this) {
      case MAX_TRIALS, RELIABILITY, PRECISION, TARGETS, TIME -> true;
      case STOPPED, FAILURE -> false;
    };
  }
}
