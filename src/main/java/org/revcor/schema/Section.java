package org.revcor.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;

/**
 * An object of a study file or a request. Types are not converted. A value is read only where its
 * key is present.
 *
 * @param parent the enclosing section; null for the outermost
 */
public record Section(
    String path, JsonNode fields, UnaryOperator<Path> files, @Nullable Section parent) {
  public static final String UNKNOWN = "an unknown key";

  private static final int SHOWN = 80;
  private static final double EXACT = 1L << 53;

  /** Creates an outermost section that does not resolve the paths of files. */
  public Section(String path, JsonNode fields) {
    this(path, fields, UnaryOperator.identity(), null);
  }

  /**
   * Rejects unknown keys.
   *
   * @return this
   * @throws InvalidInputException if it is not an object, or has another key
   */
  public Section requireKnown(Collection<String> keys) {
    requireObject();
    fields
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!keys.contains(key)) {
                throw new InvalidInputException(
                    at(cut(key)), UNKNOWN, Spelling.expected(key, keys));
              }
            });
    return this;
  }

  public void requireObject() {
    if (!fields.isObject()) {
      throw new InvalidInputException(path, shown(fields), "an object, { ... }");
    }
  }

  /** Returns a value as shown in messages: JSON on one line, truncated after 80 characters. */
  public static String shown(JsonNode node) {
    return cut(node.isMissingNode() ? "missing" : node.toString());
  }

  private static String cut(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }

  public String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  public boolean has(String key) {
    return fields.has(key);
  }

  public Section section(String key) {
    return new Section(
        at(key), has(key) ? fields.path(key) : JsonNodeFactory.instance.objectNode(), files, this);
  }

  public String text(String key) {
    JsonNode value = fields.path(key);
    if (!value.isTextual() || value.textValue().isBlank() || hasUnprintable(value.textValue())) {
      throw wrong(key, "a text on one line, not blank");
    }
    return value.textValue();
  }

  /** Returns a text that may have several lines or be blank. */
  public String anyText(String key) {
    if (!fields.path(key).isTextual()) {
      throw wrong(key, "a text in quotes");
    }
    return fields.path(key).textValue();
  }

  /**
   * Returns the value of one of several words. Messages list the words in the order of {@code
   * words}.
   */
  public <T> T choice(String key, Map<String, T> words) {
    String word = text(key);
    T chosen = words.get(word);
    if (chosen == null) {
      throw new InvalidInputException(at(key), cut(word), Spelling.expected(word, words.keySet()));
    }
    return chosen;
  }

  public double number(String key) {
    if (!fields.path(key).isNumber()) {
      throw wrong(key, "a number" + unquoted(fields.path(key)));
    }
    return fields.path(key).doubleValue();
  }

  public long whole(String key, long least, long most) {
    JsonNode value = fields.path(key);
    if (!isWhole(value) || value.longValue() < least || value.longValue() > most) {
      throw wrong(key, "a whole number from " + least + " to " + most + unquoted(value));
    }
    return value.longValue();
  }

  /** Returns a duration with its unit, {@code 90s} or {@code 1.5 hours}, as in HOCON. */
  public Duration duration(String key, String expected) {
    JsonNode value = fields.path(key);
    // a number alone would be milliseconds
    if (!value.isTextual() || !value.textValue().strip().matches("[0-9.]+\\s*[a-zA-Z]+")) {
      throw wrong(key, expected);
    }
    try {
      return ConfigFactory.parseMap(Map.of("time", value.textValue())).getDuration("time");
    } catch (ConfigException unusable) {
      throw wrong(key, expected);
    }
  }

  public boolean flag(String key) {
    if (!fields.path(key).isBoolean()) {
      throw wrong(key, "true or false" + unquoted(fields.path(key)));
    }
    return fields.path(key).booleanValue();
  }

  /** Returns the path of a file, resolved against the folder of the study. */
  public String file(String key) {
    try {
      return files.apply(Path.of(text(key))).toString();
    } catch (InvalidPathException unusable) {
      throw wrong(key, "the path of a file");
    }
  }

  public boolean isText(String key) {
    return fields.path(key).isTextual();
  }

  public boolean isNumber(String key) {
    return fields.path(key).isNumber();
  }

  public boolean isList(String key) {
    return fields.path(key).isArray();
  }

  public SequencedMap<String, JsonNode> elements(String key, String expected) {
    SequencedMap<String, JsonNode> elements = new LinkedHashMap<>();
    for (JsonNode node : list(key, expected, element -> true)) {
      elements.put("%s[%d]".formatted(at(key), elements.size()), node);
    }
    return elements;
  }

  /** Returns a list of float32 numbers; numbers out of range are infinite. */
  public float[] floats(String key, String expected) {
    List<JsonNode> nodes = list(key, expected, JsonNode::isNumber);
    float[] floats = new float[nodes.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) nodes.get(i).doubleValue();
    }
    return floats;
  }

  public List<Integer> wholes(String key, int least, String expected) {
    return list(
            key,
            expected,
            value -> isWhole(value) && value.canConvertToInt() && value.intValue() >= least)
        .stream()
        .map(JsonNode::intValue)
        .toList();
  }

  public List<String> texts(String key, String expected) {
    return list(key, expected, value -> value.isTextual() && !hasUnprintable(value.textValue()))
        .stream()
        .map(JsonNode::textValue)
        .toList();
  }

  /** Rejects a key that is valid only with another key. */
  public void requireAbsent(String key, String owner) {
    if (has(key)) {
      throw wrong(key, "left out, since it belongs to " + owner);
    }
  }

  public InvalidInputException wrong(String expected) {
    return new InvalidInputException(path, shown(fields), expected);
  }

  public InvalidInputException wrong(String key, String expected) {
    return new InvalidInputException(at(key), shown(fields.path(key)), expected);
  }

  private List<JsonNode> list(String key, String expected, Predicate<JsonNode> usable) {
    List<JsonNode> values = new ArrayList<>();
    fields.path(key).forEach(values::add);
    if (!fields.path(key).isArray() || !values.stream().allMatch(usable)) {
      throw wrong(key, expected);
    }
    return values;
  }

  private static boolean isWhole(JsonNode value) {
    double number = value.doubleValue();
    return value.isIntegralNumber()
        ? value.canConvertToLong()
        : value.isNumber() && number == Math.rint(number) && Math.abs(number) <= EXACT;
  }

  /** Returns whether a text has control characters or halves of a surrogate pair. */
  public static boolean hasUnprintable(String text) {
    return text.codePoints()
        .anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
  }

  private static String unquoted(JsonNode value) {
    return value.isTextual() ? ", without quotes" : "";
  }
}
