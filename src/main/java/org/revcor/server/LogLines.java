package org.revcor.server;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import java.util.regex.Pattern;

/**
 * Prevents that a text, such as what a network prints, looks like a line of the log: indents its
 * further lines and escapes what controls a terminal. Logback instantiates it by its name.
 */
public final class LogLines extends CompositeConverter<ILoggingEvent> {
  private static final Pattern FURTHER_LINE = Pattern.compile("\\r?\\n(?=[^\\r\\n])");

  /**
   * Controls, also of the direction of text, and separators of lines; without tabs and ends of
   * lines.
   */
  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\t\\r\\n]]|\\r(?!\\n)");

  @Override
  protected String transform(ILoggingEvent event, String text) {
    return FURTHER_LINE
        .matcher(CONTROL.matcher(text).replaceAll(control -> escaped(control.group())))
        .replaceAll("$0    ");
  }

  private static String escaped(String control) {
    StringBuilder escaped = new StringBuilder();
    control.chars().forEach(unit -> escaped.append("\\\\u%04x".formatted(unit)));
    return escaped.toString();
  }
}
