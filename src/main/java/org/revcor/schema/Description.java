package org.revcor.schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The description of a key for help texts, tables and JSON Schema. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "is")
public sealed interface Description {
  /**
   * A key with a value.
   *
   * @param words valid words; empty if other values are valid
   * @param defaultValue description of the default; "" if the key is required or has no default
   * @param only condition under which the key is valid; "" for always
   * @param help meaning of the value, with its unit
   */
  record Value(
      String name,
      String range,
      JsonNode schema,
      List<String> words,
      @JsonProperty("standard") String defaultValue,
      boolean required,
      String example,
      String only,
      String help)
      implements Description {}

  /**
   * A key whose value is an object, or a list of objects, with further keys.
   *
   * @param optional whether nothing applies where it is absent, so that an empty object has an
   *     effect
   */
  record Group(
      String name,
      boolean list,
      boolean required,
      boolean optional,
      String help,
      List<Description> keys)
      implements Description {}

  /**
   * Keys that depend on a choice.
   *
   * @param defaultValue the default option; "" if a choice is required
   */
  record Variants(
      String name, @JsonProperty("standard") String defaultValue, String help, List<Option> options)
      implements Description {}

  /** One option of a choice. */
  record Option(String word, String label, String help, List<Description> keys) {}
}
