package org.revcor.cli;

final class ExitCode {
  static final int DONE = 0;

  static final int FAILED = 1;

  static final int BAD_INPUT = 2;

  /** Ended by Ctrl-C: 128 plus the number of SIGINT, as in shells. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
