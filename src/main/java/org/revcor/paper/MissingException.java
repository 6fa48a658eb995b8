package org.revcor.paper;

import org.revcor.RevcorException;

/** Thrown when data that an item needs is missing. */
public final class MissingException extends RevcorException {
  private static final long serialVersionUID = 1L;

  /**
   * @param what description of the missing data and of how to obtain it
   */
  public MissingException(String what) {
    super(what);
  }
}
