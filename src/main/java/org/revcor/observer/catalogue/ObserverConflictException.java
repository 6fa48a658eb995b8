package org.revcor.observer.catalogue;

import org.revcor.RevcorException;

/** Thrown if an observer cannot be added to the observers folder or removed from it. */
public final class ObserverConflictException extends RevcorException {
  private static final long serialVersionUID = 1L;

  ObserverConflictException(String message) {
    super(message);
  }
}
