package org.revcor.server.analyses;

import org.revcor.RevcorException;

/**
 * Something asked of analyses that is not possible as things stand; it may be asked again later.
 */
public final class AnalysisConflictException extends RevcorException {
  private static final long serialVersionUID = 1L;

  AnalysisConflictException(String message) {
    super(message);
  }
}
