package org.revcor.study.specification;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.revcor.schema.Json;

/** Formats a JSON tree as HOCON, with unquoted keys and words and one entry per line. */
final class HoconText {
  private static final int WIDTH = 76;
  private static final String INDENT = "  ";
  private static final Pattern KEY = Pattern.compile("[A-Za-z][A-Za-z0-9-]*");
  private static final Pattern WORD = Pattern.compile("[a-z][a-z-]*");

  /** Words that HOCON does not read as strings. */
  private static final Set<String> RESERVED =
      Set.of("true", "false", "null", "yes", "no", "on", "off", "include");

  private HoconText() {}

  static String of(JsonNode object) {
    return entries(object, "");
  }

  private static String entries(JsonNode object, String indent) {
    return object.properties().stream()
        .map(entry -> indent + entry(entry, indent) + "\n")
        .collect(Collectors.joining());
  }

  private static String entry(Map.Entry<String, JsonNode> entry, String indent) {
    JsonNode value = entry.getValue();
    if (!value.isObject()) {
      return key(entry.getKey()) + " = " + value(value);
    }
    String flat = key(entry.getKey()) + " " + value(value);
    boolean deep =
        StreamSupport.stream(value.spliterator(), false).anyMatch(JsonNode::isContainerNode);
    return !deep && indent.length() + flat.length() <= WIDTH
        ? flat
        : key(entry.getKey()) + " {\n" + entries(value, indent + INDENT) + indent + "}";
  }

  private static String value(JsonNode value) {
    if (value.isObject()) {
      return value.properties().stream()
          .map(entry -> key(entry.getKey()) + " = " + value(entry.getValue()))
          .collect(Collectors.joining(", ", "{ ", " }"));
    }
    if (value.isArray()) {
      return StreamSupport.stream(value.spliterator(), false)
          .map(HoconText::value)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    String text = value.textValue();
    boolean bare = text != null && WORD.matcher(text).matches() && !RESERVED.contains(text);
    return bare ? text : value.toString();
  }

  private static String key(String key) {
    return KEY.matcher(key).matches() ? key : Json.line(key);
  }
}
