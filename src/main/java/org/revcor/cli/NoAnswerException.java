package org.revcor.cli;

import org.revcor.RevcorException;

/** A server did not do what it was asked for; the message tells why. */
final class NoAnswerException extends RevcorException {
  private static final long serialVersionUID = 1L;

  private final boolean badInput;

  private NoAnswerException(String message, boolean badInput) {
    super(message);
    this.badInput = badInput;
  }

  /** It could not. */
  static NoAnswerException failed(String message) {
    return new NoAnswerException(message, false);
  }

  /** What was asked for is not there, or cannot be. */
  static NoAnswerException badInput(String message) {
    return new NoAnswerException(message, true);
  }

  int exitCode() {
    return badInput ? ExitCode.BAD_INPUT : ExitCode.FAILED;
  }
}
