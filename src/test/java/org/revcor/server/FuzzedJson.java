package org.revcor.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Values of the schemas of a contract, and changes that make them invalid or extreme. */
final class FuzzedJson {
  /** Texts that paths, names, numbers and messages must not take literally. */
  static final List<String> HOSTILE =
      List.of(
          "",
          " ",
          "..",
          "../../fuzzed",
          "..\\..\\fuzzed",
          "/etc/passwd",
          "file:///etc/passwd",
          "\u0000",
          "a\r\n12:00:00.000 ERROR fuzzed",
          "\u001b[2J\u202e\u2028",
          "\ud83d\ude00".repeat(300),
          "\ud800",
          "x".repeat(10_000),
          "9".repeat(400),
          "-1",
          "1e999",
          "NaN",
          "true",
          "${jndi:ldap://127.0.0.1/x}",
          "%s%n{}",
          "<script>alert(1)</script>",
          "' or 1=1 --");

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MAX_DEPTH = 6;

  private final JsonNode contract;
  private final Random random;

  FuzzedJson(JsonNode contract, Random random) {
    this.contract = contract;
    this.random = random;
  }

  /** Returns whether an event of one in {@code n} occurs. */
  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  int below(int n) {
    return random.nextInt(n);
  }

  <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** Returns a schema without reference. */
  JsonNode resolved(JsonNode schema) {
    return schema.has("$ref") ? contract.at(schema.path("$ref").asText().substring(1)) : schema;
  }

  /** Returns a value of a schema, with some of its optional members. */
  JsonNode value(JsonNode schema) {
    return value(schema, 0);
  }

  private JsonNode value(JsonNode reference, int depth) {
    JsonNode schema = resolved(reference);
    for (String choice : List.of("oneOf", "anyOf", "enum")) {
      if (schema.has(choice) && !schema.has("properties")) {
        JsonNode one = schema.path(choice).path(random.nextInt(schema.path(choice).size()));
        return choice.equals("enum") ? one : value(one, depth);
      }
    }
    if (schema.has("allOf")) {
      ObjectNode all = NODES.objectNode();
      schema
          .path("allOf")
          .forEach(
              part ->
                  value(part, depth)
                      .properties()
                      .forEach(each -> all.set(each.getKey(), each.getValue())));
      return all;
    }
    JsonNode type = schema.path("type");
    return switch (type.isArray()
        ? type.path(random.nextInt(type.size())).asText()
        : type.asText()) {
      case "object" -> object(schema, depth);
      case "array" -> array(schema, depth);
      case "integer" -> number(schema);
      case "number" -> NODES.numberNode(random.nextDouble());
      case "boolean" -> NODES.booleanNode(random.nextBoolean());
      case "null" -> NODES.nullNode();
      default -> NODES.textNode(any(List.of("label", "mnist-cnn", "conv1.pool", "0-1", "1m", "a")));
    };
  }

  private JsonNode number(JsonNode schema) {
    long min = schema.path("minimum").asLong(0);
    long max = Math.min(schema.path("maximum").asLong(Long.MAX_VALUE), min + 1_000);
    return NODES.numberNode(random.nextLong(min, max + 1));
  }

  private ObjectNode object(JsonNode schema, int depth) {
    ObjectNode object = NODES.objectNode();
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    schema
        .path("properties")
        .properties()
        .forEach(
            each -> {
              if (required.contains(each.getKey()) || (depth < MAX_DEPTH && oneIn(6))) {
                object.set(each.getKey(), value(each.getValue(), depth + 1));
              }
            });
    return object;
  }

  private ArrayNode array(JsonNode schema, int depth) {
    ArrayNode array = NODES.arrayNode();
    for (int i = random.nextInt(4); i > 0 && depth < MAX_DEPTH; i--) {
      array.add(value(schema.path("items"), depth + 1));
    }
    return array;
  }

  /** Changes one member, at any depth. */
  JsonNode mutated(JsonNode value) {
    JsonNode copy = value.deepCopy();
    List<JsonNode> containers = new ArrayList<>();
    collect(copy, containers);
    if (containers.isEmpty()) {
      return hostile();
    }
    switch (any(containers)) {
      case ObjectNode object -> mutate(object);
      case ArrayNode array -> array.add(hostile());
      default -> throw new IllegalStateException();
    }
    return copy;
  }

  private void mutate(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    if (names.isEmpty() || oneIn(5)) {
      object.set(oneIn(2) ? any(HOSTILE) : "unknown", hostile());
    } else if (oneIn(5)) {
      object.remove(any(names));
    } else {
      object.set(any(names), hostile());
    }
  }

  private static void collect(JsonNode value, List<JsonNode> containers) {
    if (value.isContainerNode()) {
      containers.add(value);
      value.forEach(each -> collect(each, containers));
    }
  }

  private JsonNode hostile() {
    return switch (random.nextInt(9)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(random.nextBoolean());
      case 2 -> NODES.numberNode(any(List.of(0L, -1L, 1L << 31, Long.MAX_VALUE, Long.MIN_VALUE)));
      case 3 -> NODES.numberNode(any(List.of(1e308, -0.0, 1e-320, 0.5, Double.NaN)));
      case 4 -> NODES.numberNode(BigInteger.TEN.pow(200 + random.nextInt(1_000)));
      case 5 -> NODES.objectNode().set(any(HOSTILE), NODES.arrayNode());
      case 6 -> NODES.arrayNode().add(NODES.nullNode()).add(any(HOSTILE));
      default -> NODES.textNode(any(HOSTILE));
    };
  }

  String text(JsonNode value) {
    String text = JsonBody.text(value);
    int at = random.nextInt(text.length() + 1);
    return switch (random.nextInt(40)) {
      case 0 -> text.substring(0, at);
      case 1 -> text.substring(0, at) + any(HOSTILE) + text.substring(at);
      case 2 -> "[".repeat(100_000);
      case 3 -> "{\"study\":".repeat(500) + text + "}".repeat(500);
      case 4 -> "\ufeff" + text;
      case 5 -> text + text;
      case 6 -> "1" + "0".repeat(5_000);
      default -> text;
    };
  }
}
