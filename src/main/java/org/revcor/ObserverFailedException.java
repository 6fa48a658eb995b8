package org.revcor;

/**
 * Reports that a loaded observer failed: it threw an exception, or its output had a wrong shape or
 * was not finite.
 */
public final class ObserverFailedException extends RevcorException {
  private static final long serialVersionUID = 1L;

  public ObserverFailedException(String message) {
    super(message);
  }

  public ObserverFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
