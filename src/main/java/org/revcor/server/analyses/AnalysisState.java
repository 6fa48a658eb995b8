package org.revcor.server.analyses;

/** How far an analysis is. */
public enum AnalysisState {
  /** Others are made before it. */
  WAITING,
  RUNNING,
  FINISHED,
  FAILED,
  /** Somebody stopped it, or the server ended before it did. */
  STOPPED;

  /** Whether it stays so. */
  public boolean ended() {
    return this != WAITING && this != RUNNING;
  }
}
