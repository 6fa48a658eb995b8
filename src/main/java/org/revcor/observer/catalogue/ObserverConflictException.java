package org.revcor.observer.catalogue;

import org.revcor.RevcorException;

/** An observer cannot be put into the folder, or taken out of it, as things stand. */
public final class ObserverConflictException extends RevcorException {
  private static final long serialVersionUID = 1L;

  ObserverConflictException(String message) {
    super(message);
  }
}
