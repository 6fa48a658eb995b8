package org.revcor.paper;

import org.revcor.RevcorException;

/** Thrown when data that an item needs is missing. */
public final class MissingException extends RevcorException {
  private static final long serialVersionUID = 1L;

  /**
   * @param what the missing data and how to get it
   */
  public MissingException(String what) {
    super(what);
  }
}
