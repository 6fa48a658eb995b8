package org.revcor.study;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why a study finished. */
public enum EndReason {
  /** It has shown as many trials as it may. */
  @JsonProperty("max-trials")
  MAX_TRIALS,
  /** Every channel with enough trials reached the reliability asked for. */
  @JsonProperty("reliability")
  RELIABILITY,
  /** A person stopped it. */
  @JsonProperty("stopped")
  STOPPED,
  /** The server shut down. */
  @JsonProperty("shutdown")
  SHUTDOWN,
  /** It failed; the problem says how. */
  @JsonProperty("failure")
  FAILURE
}
