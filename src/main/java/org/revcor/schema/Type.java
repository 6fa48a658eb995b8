package org.revcor.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The type of a key's value.
 *
 * @param range description of the valid values, worded to follow "it must be"
 * @param reader reads a key that is present
 */
public record Type<T>(
    String range, JsonNode schema, Reader<T> reader, Function<T, JsonNode> writer) {
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * Reads the value.
     *
     * @throws org.revcor.InvalidInputException if it is not valid
     */
    T read(Section section, String key);
  }

  public static final Type<String> TEXT =
      new Type<>(
          "a text on one line, not blank",
          named("string"),
          (section, key) -> section.text(key),
          TextNode::valueOf);

  public static final Type<Boolean> FLAG =
      new Type<>(
          "true or false",
          named("boolean"),
          (section, key) -> section.flag(key),
          BooleanNode::valueOf);

  /** The path of a file, relative to the folder of the study. */
  public static final Type<String> FILE =
      new Type<>("the path of a file", named("string"), Section::file, TextNode::valueOf);

  /** Returns the valid words; empty if other values are valid. */
  List<String> words() {
    if (schema.path("type").asText().equals("boolean")) {
      return List.of("true", "false");
    }
    List<String> words = new ArrayList<>();
    schema.path("enum").forEach(word -> words.add(word.asText()));
    return words;
  }

  /**
   * Returns the type of a number in [min, max].
   *
   * @param range description of the valid values, such as "a number in [0, 1]"
   */
  public static Type<Double> number(double min, double max, String range) {
    return new Type<>(
        range,
        named("number").put("minimum", min).put("maximum", max),
        (section, key) -> {
          double value = section.number(key);
          if (!(value >= min && value <= max)) {
            throw section.wrong(key, range);
          }
          return value;
        },
        DoubleNode::valueOf);
  }

  public static Type<Double> number(double min, double max) {
    return number(min, max, "a number in [%s, %s]".formatted(text(min), text(max)));
  }

  public static Type<Long> whole(long min, long max) {
    return new Type<>(
        "a whole number from %d to %d".formatted(min, max),
        named("integer").put("minimum", min).put("maximum", max),
        (section, key) -> section.whole(key, min, max),
        LongNode::valueOf);
  }

  /** Returns the type of a flag with a word for false and a word for true. */
  public static Type<Boolean> flag(String no, String yes) {
    Map<String, Boolean> words = new LinkedHashMap<>();
    words.put(no, false);
    words.put(yes, true);
    return word(words);
  }

  public static Type<Integer> integer(int min, int max) {
    Type<Long> whole = whole(min, max);
    return new Type<>(
        whole.range(),
        whole.schema(),
        (section, key) -> Math.toIntExact(section.whole(key, min, max)),
        IntNode::valueOf);
  }

  public static <E extends Enum<E>> Type<E> word(E[] constants) {
    Map<String, E> words = new LinkedHashMap<>();
    Arrays.stream(constants).forEach(constant -> words.put(Spelling.word(constant), constant));
    return word(words);
  }

  /**
   * Returns the type of one of several words.
   *
   * @param words the words in the order in which messages list them
   */
  public static <T> Type<T> word(Map<String, T> words) {
    Map<String, T> inOrder = new LinkedHashMap<>(words);
    ObjectNode schema = named("string");
    inOrder.keySet().forEach(schema.withArray("enum")::add);
    return new Type<>(
        String.join(", ", inOrder.keySet()),
        schema,
        (section, key) -> section.choice(key, inOrder),
        value ->
            inOrder.entrySet().stream()
                .filter(word -> word.getValue().equals(value))
                .map(word -> (JsonNode) TextNode.valueOf(word.getKey()))
                .findFirst()
                .orElseThrow());
  }

  /**
   * Returns the type of a list of distinct texts.
   *
   * @param range description of the valid lists, such as "a list of different names"
   */
  public static Type<List<String>> names(int min, String range) {
    ObjectNode schema = named("array").put("minItems", min).put("uniqueItems", true);
    schema.set("items", named("string"));
    return new Type<>(
        range,
        schema,
        (section, key) -> {
          List<String> names = section.texts(key, range);
          if (names.size() < min || names.stream().distinct().count() < names.size()) {
            throw section.wrong(key, range);
          }
          return names;
        },
        Json.MAPPER::valueToTree);
  }

  public static Type<List<Double>> numbers(double min, double max, int most, String range) {
    ObjectNode number = named("number").put("minimum", min).put("maximum", max);
    ObjectNode list = named("array").put("minItems", 1);
    list.set("items", number);
    JsonNode schema = either(number, list);
    return new Type<>(
        range,
        schema,
        (section, key) -> {
          List<Double> values = new ArrayList<>();
          if (section.isList(key)) {
            for (JsonNode value : section.fields().path(key)) {
              values.add(value.isNumber() ? value.doubleValue() : Double.NaN);
            }
          } else {
            values.add(section.number(key));
          }
          if (values.isEmpty()
              || values.size() > most
              || !values.stream().allMatch(value -> value >= min && value <= max)) {
            throw section.wrong(key, range);
          }
          return values;
        },
        values -> Json.MAPPER.valueToTree(values.size() == 1 ? values.getFirst() : values));
  }

  /** Returns a JSON Schema of values that match one of two schemas. */
  public static ObjectNode either(JsonNode one, JsonNode other) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.putArray("anyOf").add(one).add(other);
    return schema;
  }

  public static ObjectNode named(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  private static String text(double value) {
    return Math.abs(value) >= 1e4 || (value != 0 && Math.abs(value) < 1e-4)
        ? "%.0e".formatted(value).replaceAll("e([+-])0*", "e$1").replace("e+", "e")
        : value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }
}
