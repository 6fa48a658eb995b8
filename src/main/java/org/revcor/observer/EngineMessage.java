package org.revcor.observer;

/** The part of an engine's message that tells its reader something. */
public final class EngineMessage {
  private static final int LONGEST = 300;

  private EngineMessage() {}

  /**
   * The error itself, without the tracebacks around it: the last line of a TorchScript traceback
   * ({@code RuntimeError: ...}, {@code builtins.ValueError: ...}), else the first line.
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
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }
}
