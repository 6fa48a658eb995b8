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
import org.revcor.schema.Spelling;

/** Transformation of a stimulus, with values in [0,1], to the input of a network. */
public sealed interface Scale {
  List<String> WORDS = List.of(Unit.WORD, Bytes.WORD, "imagenet", "cifar-10", "mnist");

  /** What a field may hold. */
  String EXPECTED = String.join(", ", WORDS) + " or { mean = [...], sd = [...] }";

  /** The unchanged stimulus. */
  record Unit() implements Scale {
    private static final String WORD = "unit";
  }

  /** The stimulus times 255, the range of unsigned bytes. */
  record Bytes() implements Scale {
    private static final String WORD = "bytes";
  }

  /**
   * Each plane minus its mean, divided by its standard deviation.
   *
   * @param mean one number per plane, from -1e6 to 1e6
   * @param sd one number per plane, from 1e-6 to 1e6
   */
  record Standard(List<Double> mean, List<Double> sd) implements Scale {
    private static final String MEAN = "mean";
    private static final String SD = "sd";
    private static final double MAX = 1e6;
    private static final double MIN_SD = 1e-6;

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
      return new Standard(numbers(field, node, MEAN, -MAX), numbers(field, node, SD, MIN_SD));
    }

    private static List<Double> numbers(String field, JsonNode node, String key, double min) {
      List<Double> numbers = new ArrayList<>();
      node.path(key)
          .forEach(each -> numbers.add(each.isNumber() ? each.doubleValue() : Double.NaN));
      if (!node.path(key).isArray() || !areFrom(min, numbers)) {
        throw refused(field, key, node.has(key) ? node.path(key).toString() : "missing", min);
      }
      return numbers;
    }

    private static boolean areFrom(double min, List<Double> numbers) {
      return numbers.stream().allMatch(each -> each >= min && each <= MAX);
    }

    private static InvalidInputException refused(
        String field, String key, String value, double min) {
      return new InvalidInputException(
          field + "." + key,
          value,
          "a list of numbers from %s to 1e6".formatted(min == MIN_SD ? "1e-6" : "-1e6"));
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
   * Reads a scale of a study file or card: one of {@link #WORDS}, or <code>
   * {"mean": [...], "sd": [...]}</code>.
   */
  static Scale read(String field, JsonNode node) {
    return node.isObject()
        ? Standard.of(field, node)
        : named(field, node.isTextual() ? node.textValue() : node.toString());
  }

  static Scale named(String field, String word) {
    return switch (word) {
      case Unit.WORD -> new Unit();
      case Bytes.WORD -> new Bytes();
      // as networks of these data sets commonly take
      case "imagenet" -> new Standard(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));
      case "cifar-10" ->
          new Standard(List.of(0.4914, 0.4822, 0.4465), List.of(0.247, 0.2435, 0.2616));
      case "mnist" -> new Standard(List.of(0.1307), List.of(0.3081));
      default ->
          throw new InvalidInputException(field, word, EXPECTED + Spelling.hint(word, WORDS));
    };
  }

  /** Returns a standardising scale. Errors as in {@link #read}. */
  static Scale standard(String field, List<Double> mean, List<Double> sd) {
    if (!Standard.areFrom(-Standard.MAX, mean)) {
      throw Standard.refused(field, Standard.MEAN, mean.toString(), -Standard.MAX);
    }
    if (!Standard.areFrom(Standard.MIN_SD, sd)) {
      throw Standard.refused(field, Standard.SD, sd.toString(), Standard.MIN_SD);
    }
    return new Standard(mean, sd);
  }

  /** Reads the form that {@link #toJson} writes. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Scale fromJson(JsonNode node) {
    return read("scale", node);
  }

  /** Returns the form that {@link #read} accepts. */
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

  default void requirePlanes(String field, int planes) {}
}
