package org.revcor.analysis;

import org.revcor.RevcorException;

/** An analysis was stopped by who asked for it. */
public final class AnalysisStoppedException extends RevcorException {
  private static final long serialVersionUID = 1L;

  public AnalysisStoppedException() {
    super("stopped");
  }
}
