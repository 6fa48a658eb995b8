package org.revcor.study.record;

import org.revcor.RevcorException;

/** The database does not respond or rejects writes; a later attempt can succeed. */
public final class DatabaseUnavailableException extends RevcorException {
  private static final long serialVersionUID = 1L;

  DatabaseUnavailableException(String message) {
    super(message);
  }
}
