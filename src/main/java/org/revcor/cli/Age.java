package org.revcor.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.revcor.InvalidInputException;

/** Reads durations such as {@code 90m}, {@code 12h} or {@code 30d}. */
final class Age {
  private static final Pattern AGE = Pattern.compile("(\\d{1,6})(m|h|d)");

  private Age() {}

  static Duration parse(String option, String text) {
    Matcher given = AGE.matcher(text);
    if (!given.matches()) {
      throw new InvalidInputException(option, text, "an age such as 90m, 12h or 30d");
    }
    long number = Long.parseLong(given.group(1));
    return switch (given.group(2)) {
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
