package org.revcor.server;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.slf4j.event.KeyValuePair;

/** The format of the log: text or JSON, of which logback.xml includes one. */
public final class LogFormat {
  static final String VARIABLE = "REVCOR_LOG";

  /** Fields of a line: the request, the study and the worker. */
  private static final List<String> FIELDS = List.of(LogContext.ID_FIELD, "study", "worker");

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

  /**
   * Prevents that a text, such as what a network prints, looks like a line of the log: indents its
   * further lines and escapes what controls a terminal. Logback instantiates it by its name.
   */
  public static final class LogLines extends CompositeConverter<ILoggingEvent> {
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

  /**
   * Writes the fields of a line as members of the JSON object. Logback instantiates it by its name.
   */
  public static final class Json extends JsonEncoder {
    @Override
    protected void appendCustomFields(StringBuilder json, ILoggingEvent event) {
      fields(event)
          .forEach(
              (name, value) -> {
                json.append(',');
                appenderMember(
                    json,
                    name,
                    String.valueOf(JsonStringEncoder.getInstance().quoteAsString(value)));
              });
    }
  }

  /**
   * Writes those fields that the message does not contain, before it, such as {@code [request=4be1
   * study=20261128-101500-042-k3f]}. Logback instantiates it by its name.
   */
  public static final class Text extends ClassicConverter {
    @Override
    public String convert(ILoggingEvent event) {
      String text =
          fields(event).entrySet().stream()
              .filter(field -> !event.getFormattedMessage().contains(field.getValue()))
              .map(field -> field.getKey() + "=" + field.getValue())
              .collect(Collectors.joining(" "));
      return text.isEmpty() ? "" : " [" + text.replaceAll("\\p{Cntrl}", " ") + "]";
    }
  }

  private static Map<String, String> fields(ILoggingEvent event) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String name : FIELDS) {
      String value = event.getMDCPropertyMap().get(name);
      String own = own(event.getKeyValuePairs(), name);
      if (own != null || value != null) {
        given.put(name, Objects.requireNonNullElse(own, value));
      }
    }
    return given;
  }

  private static @Nullable String own(@Nullable List<KeyValuePair> pairs, String name) {
    return pairs == null
        ? null
        : pairs.stream()
            .filter(pair -> pair.key.equals(name))
            .map(pair -> String.valueOf(pair.value))
            .findFirst()
            .orElse(null);
  }
}
