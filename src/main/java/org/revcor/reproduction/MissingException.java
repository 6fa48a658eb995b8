package org.revcor.reproduction;

import org.revcor.RevcorException;

/** Something that an item needs is not on this machine. */
public final class MissingException extends RevcorException {
  private static final long serialVersionUID = 1L;

  /**
   * @param what is missing and how to get it, in words
   */
  public MissingException(String what) {
    super(what);
  }
}
