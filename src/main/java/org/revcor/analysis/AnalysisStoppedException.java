package org.revcor.analysis;

import org.revcor.RevcorException;

/** Thrown when an analysis is stopped on request. */
public final class AnalysisStoppedException extends RevcorException {
  private static final long serialVersionUID = 1L;

  public AnalysisStoppedException() {
    super("stopped");
  }
}
