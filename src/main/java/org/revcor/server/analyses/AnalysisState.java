package org.revcor.server.analyses;

/** The state of an analysis. */
public enum AnalysisState {
  /** Other analyses run before it. */
  WAITING,
  RUNNING,
  FINISHED,
  FAILED,
  /** A user stopped it, or the server stopped before it ended. */
  STOPPED;

  /** Returns whether the state is final. */
  public boolean isEnded() {
    return this != WAITING && this != RUNNING;
  }
}
