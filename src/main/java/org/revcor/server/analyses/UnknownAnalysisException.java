package org.revcor.server.analyses;

import org.revcor.RevcorException;

/** An analysis with this id does not exist. */
public final class UnknownAnalysisException extends RevcorException {
  private static final long serialVersionUID = 1L;

  public UnknownAnalysisException(String id) {
    super("analysis " + id + " does not exist");
  }
}
