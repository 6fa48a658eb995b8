package org.revcor.study.comparison;

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

/** Derives titles of variants from their differences. */
final class Titles {
  /** Keys that identify an object. */
  private static final List<String> IDENTIFYING = List.of("kind", "model", "file");

  /** Keys whose values are shown without the key. */
  private static final List<String> BARE = List.of("estimator", "conventions");

  private Titles() {}

  /** Returns a title for each variant. */
  static Map<JsonNode, String> of(Collection<JsonNode> variants) {
    Set<JsonNode> all = new LinkedHashSet<>(variants);
    Map<JsonNode, String> titles = new LinkedHashMap<>();
    for (JsonNode variant : all) {
      List<String> words = new ArrayList<>();
      variant
          .fieldNames()
          .forEachRemaining(
              key -> {
                if (all.size() == 1 ? isShownAlone(variant, key) : differ(all, key)) {
                  words.addAll(words(all, variant, key));
                }
              });
      titles.put(variant, String.join(", ", words));
    }
    return titles;
  }

  private static boolean isShownAlone(JsonNode variant, String key) {
    return key.equals("estimator") || head(variant.path(key)).isPresent();
  }

  private static boolean differ(Collection<JsonNode> nodes, String key) {
    return new HashSet<>(nodes.stream().map(node -> node.path(key)).toList()).size() > 1;
  }

  private static List<String> words(Set<JsonNode> all, JsonNode variant, String key) {
    JsonNode value = variant.path(key);
    if (!value.isObject()) {
      return List.of(BARE.contains(key) ? text(value) : key + " " + text(value));
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
              if (!IDENTIFYING.contains(field) && differ(alike, field)) {
                words.add(field + " " + text(value.path(field)));
              }
            });
    return words.isEmpty() ? List.of() : List.of(String.join(" ", words));
  }

  private static Optional<String> head(JsonNode value) {
    return IDENTIFYING.stream().filter(value::has).findFirst().map(head -> text(value.path(head)));
  }

  private static String text(JsonNode value) {
    return value.isValueNode() && !(value instanceof MissingNode)
        ? value.asText()
        : value.toString();
  }
}
