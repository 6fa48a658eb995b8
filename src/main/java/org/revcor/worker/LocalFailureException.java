package org.revcor.worker;

import org.revcor.RevcorException;

/**
 * Reports that a process cannot compute a study, though another one may: the study does not fit in
 * its memory, could not be prepared, or has ended the process too often.
 */
public final class LocalFailureException extends RevcorException {
  private static final long serialVersionUID = 1L;

  LocalFailureException(String message) {
    super(message);
  }
}
