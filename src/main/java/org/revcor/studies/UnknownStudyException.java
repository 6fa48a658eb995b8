package org.revcor.studies;

import org.revcor.RevcorException;

/** There is no study with this id. */
public final class UnknownStudyException extends RevcorException {
  private static final long serialVersionUID = 1L;

  public UnknownStudyException(String id) {
    super("there is no study " + id);
  }
}
