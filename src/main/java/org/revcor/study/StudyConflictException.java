package org.revcor.study;

import org.revcor.RevcorException;

/** Something asked of a study that its state does not allow; it may be asked again later. */
public final class StudyConflictException extends RevcorException {
  private static final long serialVersionUID = 1L;

  public StudyConflictException(String message) {
    super(message);
  }
}
