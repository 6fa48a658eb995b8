package org.revcor.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What to call variants beside each other: by what they differ in, and by no more. */
final class Titles {
  /** Keys that say what the rest of an object is about. */
  private static final List<String> HEADS = List.of("kind", "model", "file");

  /** Keys whose values speak for themselves. */
  private static final List<String> WORDS = List.of("estimator", "conventions");

  private Titles() {}

  /** A title for each of different variants. */
  static Map<JsonNode, String> of(Collection<JsonNode> variants) {
    Set<JsonNode> all = new LinkedHashSet<>(variants);
    Map<JsonNode, String> titles = new LinkedHashMap<>();
    for (JsonNode variant : all) {
      List<String> words = new ArrayList<>();
      variant
          .fieldNames()
          .forEachRemaining(
              key -> {
                if (all.size() == 1 ? isWorthSaying(variant, key) : differ(all, key)) {
                  words.addAll(words(all, variant, key));
                }
              });
      titles.put(variant, String.join(", ", words));
    }
    return titles;
  }

  private static boolean isWorthSaying(JsonNode variant, String key) {
    return key.equals("estimator") || head(variant.path(key)).isPresent();
  }

  private static boolean differ(Collection<JsonNode> nodes, String key) {
    return new HashSet<>(nodes.stream().map(node -> node.path(key)).toList()).size() > 1;
  }

  private static List<String> words(Set<JsonNode> all, JsonNode variant, String key) {
    JsonNode value = variant.path(key);
    if (!value.isObject()) {
      return List.of(WORDS.contains(key) ? text(value) : key + " " + text(value));
    }
    List<String> words = new ArrayList<>();
    Optional<String> head = head(value);
    List<JsonNode> alike =
        all.stream()
            .map(other -> other.path(key))
            .filter(other -> head(other).equals(head))
            .toList();
    head.ifPresent(words::add);
    value
        .fieldNames()
        .forEachRemaining(
            field -> {
              if (!HEADS.contains(field) && differ(alike, field)) {
                words.add(field + " " + text(value.path(field)));
              }
            });
    return words.isEmpty() ? List.of() : List.of(String.join(" ", words));
  }

  private static Optional<String> head(JsonNode value) {
    return HEADS.stream().filter(value::has).findFirst().map(head -> text(value.path(head)));
  }

  private static String text(JsonNode value) {
    return value.isValueNode() && !(value instanceof MissingNode)
        ? value.asText()
        : value.toString();
  }
}
