package org.revcor.server;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/** The request, the study and the worker of a line in the log. */
final class LogFields {
  private static final List<String> NAMES = List.of(RequestId.FIELD, "study", "worker");

  private LogFields() {}

  /** Writes them as members of the JSON object. Logback instantiates it by its name. */
  public static final class Json extends JsonEncoder {
    @Override
    protected void appendCustomFields(StringBuilder json, ILoggingEvent event) {
      of(event)
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
   * Writes those that the message does not contain, before it, such as {@code [request=4be1
   * study=20261128-101500-042-k3f]}. Logback instantiates it by its name.
   */
  public static final class Text extends ClassicConverter {
    @Override
    public String convert(ILoggingEvent event) {
      String text =
          of(event).entrySet().stream()
              .filter(field -> !event.getFormattedMessage().contains(field.getValue()))
              .map(field -> field.getKey() + "=" + field.getValue())
              .collect(Collectors.joining(" "));
      return text.isEmpty() ? "" : " [" + text.replaceAll("\\p{Cntrl}", " ") + "]";
    }
  }

  private static Map<String, String> of(ILoggingEvent event) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String name : NAMES) {
      String value = event.getMDCPropertyMap().get(name);
      String own = own(event.getKeyValuePairs(), name);
      if (own != null || value != null) {
        fields.put(name, Objects.requireNonNullElse(own, value));
      }
    }
    return fields;
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
