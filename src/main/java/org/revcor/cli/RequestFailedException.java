package org.revcor.cli;

import org.revcor.RevcorException;

/** A request to a server failed; the message states the reason. */
final class RequestFailedException extends RevcorException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  RequestFailedException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** Creates an exception for a server that is unavailable or in the wrong state. */
  static RequestFailedException failed(String message) {
    return new RequestFailedException(ExitCode.FAILED, message);
  }

  int exitCode() {
    return exitCode;
  }
}
