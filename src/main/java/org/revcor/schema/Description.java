package org.revcor.schema;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What a user may write for a key. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "is")
public sealed interface Description {
  /**
   * A key with a value.
   *
   * @param name of the key
   * @param range what it may be, in words
   * @param schema of the value, as JSON Schema
   * @param words those that it may be; empty if it may be others
   * @param standard what applies if it is absent, in words; "" if it is required or does not apply
   * @param required whether it is required
   * @param example of a valid value; "" if it is not required
   * @param only beside which keys it may be present; "" for all
   * @param help what it is, with its unit
   */
  record Value(
      String name,
      String range,
      JsonNode schema,
      List<String> words,
      String standard,
      boolean required,
      String example,
      String only,
      String help)
      implements Description {}

  /** An object, or a list of objects, with keys of its own. */
  record Group(String name, boolean list, boolean required, String help, List<Description> keys)
      implements Description {}

  /**
   * Keys that depend on a choice.
   *
   * @param name of the key that holds the choice; "" if the presence of one of their keys decides
   * @param standard the option that applies if none is chosen; "" if a choice is required
   */
  record Variants(String name, String standard, String help, List<Option> options)
      implements Description {}

  /**
   * One option of a choice.
   *
   * @param word the value of the key that holds the choice, or the deciding key
   */
  record Option(String word, String label, String help, List<Description> keys) {}
}
