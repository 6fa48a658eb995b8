package org.revcor.cli;

import java.io.Console;

/** Detects an interactive terminal. */
final class Terminal {
  private Terminal() {}

  /**
   * Returns whether this process has an interactive terminal. Since Java 22 a console may exist
   * without a terminal; {@code isTerminal} distinguishes them.
   */
  @SuppressWarnings("SystemConsoleNull") // null on Java 21 without a terminal
  static boolean isInteractive() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException java21) {
      return true;
    }
  }
}
