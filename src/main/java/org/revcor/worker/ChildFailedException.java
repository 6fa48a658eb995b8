package org.revcor.worker;

import org.revcor.RevcorException;

/** A job in a child process has failed, or has ended its process. */
public final class ChildFailedException extends RevcorException {
  private static final long serialVersionUID = 1L;

  private final boolean isOfSystem;

  /** A failure of the job itself. */
  ChildFailedException(String message) {
    this(message, false);
  }

  private ChildFailedException(String message, boolean isOfSystem) {
    super(message);
    this.isOfSystem = isOfSystem;
  }

  /** Returns a failure for which the job is not to blame, so it may succeed later. */
  static ChildFailedException ofSystem(String message) {
    return new ChildFailedException(message, true);
  }

  /** Returns whether the job is not to blame. */
  boolean isOfSystem() {
    return isOfSystem;
  }
}
