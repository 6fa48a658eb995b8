package org.revcor.cli;

/** What the exit codes of {@code revcor} mean. */
final class ExitCode {
  static final int DONE = 0;

  /** A study, or Revcor itself, failed. */
  static final int FAILED = 1;

  /** What the user gave cannot be used. */
  static final int BAD_INPUT = 2;

  /** It is slower than it was. */
  static final int SLOWER = 3;

  /** Ended by Ctrl-C, as shells have it: 128 and the number of SIGINT. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
