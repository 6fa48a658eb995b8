package org.revcor;

/** Superclass of all exceptions whose message is written for the user. */
public abstract class RevcorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  protected RevcorException(String message) {
    super(message);
  }

  protected RevcorException(String message, Throwable cause) {
    super(message, cause);
  }
}
