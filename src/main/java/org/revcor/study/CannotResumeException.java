package org.revcor.study;

/** A run cannot go on from what is in its folder; the message says what differs. */
public final class CannotResumeException extends Exception {
  private static final long serialVersionUID = 1L;

  CannotResumeException(String difference) {
    super(difference);
  }
}
