package org.revcor.study.results;

/** A run directory cannot be resumed; the message names the difference. */
public final class CannotResumeException extends Exception {
  private static final long serialVersionUID = 1L;

  CannotResumeException(String difference) {
    super(difference);
  }
}
