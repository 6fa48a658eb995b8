package org.revcor.cli;

import org.revcor.RevcorException;

/** A request to a server failed; the message states the reason. */
final class RequestFailedException extends RevcorException {
  private static final long serialVersionUID = 1L;

  private final boolean badInput;

  private RequestFailedException(String message, boolean badInput) {
    super(message);
    this.badInput = badInput;
  }

  /** Creates an exception for a server that is unavailable or in the wrong state. */
  static RequestFailedException failed(String message) {
    return new RequestFailedException(message, false);
  }

  /** Creates an exception for an invalid request or a study that does not exist. */
  static RequestFailedException badInput(String message) {
    return new RequestFailedException(message, true);
  }

  int exitCode() {
    return badInput ? ExitCode.BAD_INPUT : ExitCode.FAILED;
  }
}
