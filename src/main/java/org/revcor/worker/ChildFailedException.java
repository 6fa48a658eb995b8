package org.revcor.worker;

import org.revcor.RevcorException;

/** A job in a child process has failed, or has ended its process. */
public final class ChildFailedException extends RevcorException {
  private static final long serialVersionUID = 1L;

  ChildFailedException(String message) {
    super(message);
  }
}
