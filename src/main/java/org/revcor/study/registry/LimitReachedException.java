package org.revcor.study.registry;

import org.revcor.RevcorException;

/** A request that exceeds a limit of its owner; it may succeed later. */
public final class LimitReachedException extends RevcorException {
  private static final long serialVersionUID = 1L;

  LimitReachedException(String message) {
    super(message);
  }
}
