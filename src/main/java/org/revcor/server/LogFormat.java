package org.revcor.server;

import java.util.Map;
import java.util.Set;
import org.revcor.InvalidInputException;

/** The variable with the format of the log, of which logback.xml includes one. */
public final class LogFormat {
  static final String VARIABLE = "REVCOR_LOG";
  private static final Set<String> FORMATS = Set.of("text", "json");

  private LogFormat() {}

  /**
   * Checks the format. Without it, nothing would be logged.
   *
   * @throws InvalidInputException if it is unknown
   */
  public static void check(Map<String, String> environment) {
    String format = environment.getOrDefault(VARIABLE, "text");
    if (!FORMATS.contains(format)) {
      throw new InvalidInputException(VARIABLE, format, "text or json");
    }
  }
}
