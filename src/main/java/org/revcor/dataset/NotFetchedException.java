package org.revcor.dataset;

import org.revcor.RevcorException;

/**
 * A data set could not be fetched. The message states the error of each address and how to install
 * the files by hand.
 */
public final class NotFetchedException extends RevcorException {
  private static final long serialVersionUID = 1L;

  NotFetchedException(String message) {
    super(message);
  }
}
