package org.revcor.observer;

/** Extracts the informative line of an engine's error message. */
public final class EngineMessage {
  private static final int MAX_LENGTH = 300;

  private EngineMessage() {}

  /**
   * Returns the error without its traceback: the last TorchScript error line ({@code RuntimeError:
   * ...}, {@code builtins.ValueError: ...}), else the first line.
   */
  public static String of(RuntimeException failure) {
    String message = String.valueOf(failure.getMessage());
    String first =
        message
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .findFirst()
            .orElse(message);
    String line =
        message
            .lines()
            .map(String::strip)
            .filter(candidate -> candidate.matches("[\\w.]*(Error|Exception): .+"))
            .reduce((earlier, later) -> later)
            .orElse(first);
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "...";
  }
}
