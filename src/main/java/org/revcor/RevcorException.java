package org.revcor;

/** Root of all exceptions that Revcor raises on purpose; its message is written for the user. */
public abstract class RevcorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  protected RevcorException(String message) {
    super(message);
  }

  protected RevcorException(String message, Throwable cause) {
    super(message, cause);
  }
}
