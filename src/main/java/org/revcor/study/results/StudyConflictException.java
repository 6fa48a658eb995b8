package org.revcor.study.results;

import org.revcor.RevcorException;

/** A request that the state of a study does not allow; it may succeed later. */
public class StudyConflictException extends RevcorException {
  private static final long serialVersionUID = 1L;

  public StudyConflictException(String message) {
    super(message);
  }
}
