package org.revcor.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.revcor.InvalidInputException;
import org.revcor.schema.Spelling;

/** The options of a request, a JSON object. */
final class RequestOptions {
  private final JsonNode body;

  private RequestOptions(JsonNode body) {
    this.body = body;
  }

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
    JsonNode value = body.path(key);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw new InvalidInputException(key, value.toString(), "true or false");
    }
    return value.booleanValue();
  }

  /** Returns the object of a key; empty if it is missing. */
  JsonNode object(String key) {
    JsonNode value = body.path(key);
    if (!value.isMissingNode() && !value.isObject()) {
      throw new InvalidInputException(key, value.toString(), "a JSON object");
    }
    return value;
  }

  OptionalLong whole(String key) {
    JsonNode value = body.path(key);
    if (value.isMissingNode()) {
      return OptionalLong.empty();
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new InvalidInputException(key, value.toString(), "a whole number");
    }
    return OptionalLong.of(value.longValue());
  }

  Optional<String> text(String key) {
    JsonNode value = body.path(key);
    if (!value.isMissingNode() && !value.isTextual()) {
      throw new InvalidInputException(key, value.toString(), "a text in quotes");
    }
    return Optional.ofNullable(value.textValue());
  }
}
