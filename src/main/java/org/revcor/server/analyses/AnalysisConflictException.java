package org.revcor.server.analyses;

import org.revcor.RevcorException;

/** A request that the current state of the analyses does not allow; a later request can succeed. */
public final class AnalysisConflictException extends RevcorException {
  private static final long serialVersionUID = 1L;

  AnalysisConflictException(String message) {
    super(message);
  }
}
