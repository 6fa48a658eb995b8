package org.revcor.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

public final class JsonSchema {
  private JsonSchema() {}

  /** Returns the schema of an object with these keys and no others. */
  public static ObjectNode of(List<Description> described) {
    ObjectNode schema = Type.named("object").put("additionalProperties", false);
    ObjectNode properties = JsonNodeFactory.instance.objectNode();
    ArrayNode required = JsonNodeFactory.instance.arrayNode();
    described.forEach(description -> add(description, properties, required));
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    schema.set("properties", properties);
    return schema;
  }

  private static void add(Description description, ObjectNode properties, ArrayNode required) {
    switch (description) {
      case Description.Value value -> {
        if (!properties.has(value.name())) {
          JsonNode schema = value.schema().deepCopy();
          if (schema instanceof ObjectNode object) {
            object.put("description", words(value));
          }
          properties.set(value.name(), schema);
          if (value.required()) {
            required.add(value.name());
          }
        }
      }
      case Description.Group group -> {
        ObjectNode object = of(group.keys());
        ObjectNode schema = object;
        if (group.list()) {
          schema = Type.named("array");
          schema.set("items", object);
        }
        properties.set(group.name(), schema.put("description", group.help()));
        if (group.required()) {
          required.add(group.name());
        }
      }
      case Description.Variants variants -> {
        if (!variants.name().isEmpty()) {
          ObjectNode choice = properties.putObject(variants.name()).put("type", "string");
          ArrayNode words = choice.putArray("enum");
          variants.options().forEach(option -> words.add(option.word()));
          choice.put("description", variants.help());
          if (variants.defaultValue().isEmpty()) {
            required.add(variants.name());
          }
        }
        ArrayNode ofOptions = JsonNodeFactory.instance.arrayNode();
        for (Description.Option option : variants.options()) {
          option.keys().forEach(key -> add(key, properties, ofOptions));
        }
      }
    }
  }

  private static String words(Description.Value value) {
    String only = value.only().isEmpty() ? "" : " With " + value.only() + " only.";
    String defaultValue =
        value.defaultValue().isEmpty() ? "" : " Default: " + value.defaultValue() + ".";
    return value.help() + defaultValue + only;
  }
}
