package org.revcor;

/**
 * An observer that loaded and then answered wrongly: it threw, or its answer had another shape or
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
