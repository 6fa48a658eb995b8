package org.revcor.dataset;

import org.revcor.RevcorException;

/**
 * A data set could not be fetched. The message names every address with what was wrong there, and
 * says which files to put where by hand.
 */
public final class NotFetchedException extends RevcorException {
  private static final long serialVersionUID = 1L;

  NotFetchedException(String message) {
    super(message);
  }

  NotFetchedException(String message, Throwable cause) {
    super(message, cause);
  }
}
