package org.revcor.server.analyses;

import org.revcor.RevcorException;

/** There is no analysis with this id. */
public final class UnknownAnalysisException extends RevcorException {
  private static final long serialVersionUID = 1L;

  public UnknownAnalysisException(String id) {
    super("there is no analysis " + id);
  }
}
