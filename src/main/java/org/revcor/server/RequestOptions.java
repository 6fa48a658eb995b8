package org.revcor.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.revcor.InvalidInputException;
import org.revcor.schema.Spelling;

/**
 * The options of a request.
 *
 * @param body a JSON object
 */
record RequestOptions(JsonNode body) {
  static RequestOptions none() {
    return new RequestOptions(JsonNodeFactory.instance.objectNode());
  }

  /**
   * Reads a body.
   *
   * @param known valid keys
   * @throws InvalidInputException if the body is not a JSON object, or has another key
   */
  static RequestOptions read(String body, List<String> known) {
    JsonNode tree = JsonBody.body(body);
    if (!tree.isObject()) {
      throw new InvalidInputException("body", tree.toString(), "a JSON object");
    }
    tree.fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                throw new InvalidInputException(key, "unknown", Spelling.expected(key, known));
              }
            });
    return new RequestOptions(tree);
  }

  /** Returns the value of a boolean key; false if it is missing. */
  boolean flag(String key) {
    return value(key, JsonNode::isBoolean, "true or false").booleanValue();
  }

  /** Returns the object of a key; empty if it is missing. */
  JsonNode object(String key) {
    return value(key, JsonNode::isObject, "a JSON object");
  }

  OptionalLong whole(String key) {
    JsonNode value =
        value(key, node -> node.isIntegralNumber() && node.canConvertToLong(), "a whole number");
    return value.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(value.longValue());
  }

  Optional<String> text(String key) {
    return Optional.ofNullable(value(key, JsonNode::isTextual, "a text in quotes").textValue());
  }

  /** Returns a value that is missing or valid. */
  private JsonNode value(String key, Predicate<JsonNode> isValid, String expected) {
    JsonNode value = body.path(key);
    if (!value.isMissingNode() && !isValid.test(value)) {
      throw new InvalidInputException(key, value.toString(), expected);
    }
    return value;
  }
}
