package org.revcor.study.registry;

import org.revcor.RevcorException;

/** A study with this id does not exist. */
public final class UnknownStudyException extends RevcorException {
  private static final long serialVersionUID = 1L;

  public UnknownStudyException(String id) {
    super("study " + id + " does not exist");
  }
}
