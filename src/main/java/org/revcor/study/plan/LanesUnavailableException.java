package org.revcor.study.plan;

import org.revcor.RevcorException;

/** The lanes have not started. */
public final class LanesUnavailableException extends RevcorException {
  private static final long serialVersionUID = 1L;

  public LanesUnavailableException(String message) {
    super(message);
  }
}
