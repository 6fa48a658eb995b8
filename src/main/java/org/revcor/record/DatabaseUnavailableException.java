package org.revcor.record;

import org.revcor.RevcorException;

/** The database does not answer, or does not take what is to be written; later it may. */
public final class DatabaseUnavailableException extends RevcorException {
  private static final long serialVersionUID = 1L;

  DatabaseUnavailableException(String message) {
    super(message);
  }
}
