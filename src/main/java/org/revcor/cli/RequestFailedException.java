package org.revcor.cli;

import org.revcor.RevcorException;

/** A server did not do what it was asked for; the message tells why. */
final class RequestFailedException extends RevcorException {
  private static final long serialVersionUID = 1L;

  private final boolean badInput;

  private RequestFailedException(String message, boolean badInput) {
    super(message);
    this.badInput = badInput;
  }

  /** It could not. */
  static RequestFailedException failed(String message) {
    return new RequestFailedException(message, false);
  }

  /** What was asked for is not there, or cannot be. */
  static RequestFailedException badInput(String message) {
    return new RequestFailedException(message, true);
  }

  int exitCode() {
    return badInput ? ExitCode.BAD_INPUT : ExitCode.FAILED;
  }
}
