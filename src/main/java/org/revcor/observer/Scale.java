package org.revcor.observer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.revcor.InvalidInputException;
import org.revcor.Spelling;

/**
 * What a network is given of a stimulus, whose values are in [0,1] as studies and images have
 * them.
 */
public sealed interface Scale {
  /** The stimulus as it is. */
  record Unit() implements Scale {
    private static final String WORD = "unit";
  }

  /** The stimulus times 255, as unsigned bytes have it. */
  record Bytes() implements Scale {
    private static final String WORD = "bytes";
  }

  /**
   * Each plane less its mean, divided by its standard deviation.
   *
   * @param mean a number a plane, from -1e6 to 1e6
   * @param sd a number a plane, from 1e-6 to 1e6
   */
  record Standard(List<Double> mean, List<Double> sd) implements Scale {
    private static final String MEAN = "mean";
    private static final String SD = "sd";
    private static final double LARGEST = 1e6;
    private static final double SMALLEST = 1e-6;

    public Standard {
      mean = List.copyOf(mean);
      sd = List.copyOf(sd);
    }

    private static Standard of(String field, JsonNode node) {
      node.fieldNames()
          .forEachRemaining(
              key -> {
                if (!key.equals(MEAN) && !key.equals(SD)) {
                  throw new InvalidInputException(
                      field + "." + key,
                      "an unknown key",
                      Spelling.expected(key, List.of(MEAN, SD)));
                }
              });
      return new Standard(numbers(field, node, MEAN, -LARGEST), numbers(field, node, SD, SMALLEST));
    }

    private static List<Double> numbers(String field, JsonNode node, String key, double least) {
      List<Double> numbers = new ArrayList<>();
      node.path(key)
          .forEach(each -> numbers.add(each.isNumber() ? each.doubleValue() : Double.NaN));
      if (!node.path(key).isArray() || !areFrom(least, numbers)) {
        throw refused(field, key, node.has(key) ? node.path(key).toString() : "missing", least);
      }
      return numbers;
    }

    private static boolean areFrom(double least, List<Double> numbers) {
      return numbers.stream().allMatch(each -> each >= least && each <= LARGEST);
    }

    private static InvalidInputException refused(
        String field, String key, String value, double least) {
      return new InvalidInputException(
          field + "." + key,
          value,
          "a list of numbers from %s to 1e6".formatted(least == SMALLEST ? "1e-6" : "-1e6"));
    }

    @Override
    public void requirePlanes(String field, int planes) {
      requireOneEach(field + "." + MEAN, mean, planes);
      requireOneEach(field + "." + SD, sd, planes);
    }

    private static void requireOneEach(String field, List<Double> numbers, int planes) {
      if (numbers.size() != planes) {
        throw new InvalidInputException(
            field,
            numbers.toString(),
            String.format(
                Locale.ROOT,
                planes == 1
                    ? "a list of %d number, for %d plane"
                    : "a list of %d numbers, for %d planes",
                planes,
                planes));
      }
    }
  }

  /**
   * A scale as study files and cards have it: {@code "unit"}, {@code "bytes"} or <code>
   * {"mean": [...], "sd": [...]}</code>.
   *
   * @param field where it stands, for messages
   * @throws InvalidInputException if it is none
   */
  static Scale read(String field, JsonNode node) {
    return node.isObject()
        ? Standard.of(field, node)
        : named(field, node.isTextual() ? node.textValue() : node.toString());
  }

  /** A scale by its word, {@code unit} or {@code bytes}; otherwise as {@link #read}. */
  static Scale named(String field, String word) {
    return switch (word) {
      case Unit.WORD -> new Unit();
      case Bytes.WORD -> new Bytes();
      default ->
          throw new InvalidInputException(
              field,
              word,
              "%s, %s or { mean = [...], sd = [...] }".formatted(Unit.WORD, Bytes.WORD)
                  + Spelling.hint(word, List.of(Unit.WORD, Bytes.WORD)));
    };
  }

  /** A scale by its numbers; otherwise as {@link #read}. */
  static Scale standard(String field, List<Double> mean, List<Double> sd) {
    if (!Standard.areFrom(-Standard.LARGEST, mean)) {
      throw Standard.refused(field, Standard.MEAN, mean.toString(), -Standard.LARGEST);
    }
    if (!Standard.areFrom(Standard.SMALLEST, sd)) {
      throw Standard.refused(field, Standard.SD, sd.toString(), Standard.SMALLEST);
    }
    return new Standard(mean, sd);
  }

  /** Reads what {@link #toJson} wrote. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Scale ofJson(JsonNode node) {
    return read("scale", node);
  }

  /** The form that {@link #read} takes. */
  @JsonValue
  default JsonNode toJson() {
    return switch (this) {
      case Unit() -> TextNode.valueOf(Unit.WORD);
      case Bytes() -> TextNode.valueOf(Bytes.WORD);
      case Standard(List<Double> mean, List<Double> sd) -> {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode means = node.putArray(Standard.MEAN);
        mean.forEach(means::add);
        ArrayNode deviations = node.putArray(Standard.SD);
        sd.forEach(deviations::add);
        yield node;
      }
    };
  }

  /**
   * Refuses a scale for another number of planes.
   *
   * @param field where it stands, for the message
   */
  default void requirePlanes(String field, int planes) {}
}
