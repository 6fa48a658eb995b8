package org.revcor.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A row of a table of keys.
 *
 * @param key full name; {@code [i]} is a position in a list
 * @param defaultValue description of the default; "" if the key is required or has no default
 * @param range description of the valid values
 * @param only condition under which the key is valid; "" for always
 */
public record KeyRow(String key, String defaultValue, String range, String only, String help) {
  public static List<KeyRow> of(List<Description> described) {
    List<KeyRow> rows = new ArrayList<>();
    described.forEach(description -> add(description, "", rows));
    return rows;
  }

  private static void add(Description description, String path, List<KeyRow> rows) {
    switch (description) {
      case Description.Value value ->
          rows.add(
              new KeyRow(
                  path + value.name(),
                  value.defaultValue(),
                  value.range(),
                  value.only(),
                  value.help() + (value.required() ? " Required." : "")));
      case Description.Group group ->
          group
              .keys()
              .forEach(key -> add(key, path + group.name() + (group.list() ? "[i]." : "."), rows));
      case Description.Variants variants -> addVariants(variants, path, rows);
    }
  }

  private static void addVariants(Description.Variants variants, String path, List<KeyRow> rows) {
    if (!variants.name().isEmpty()) {
      rows.add(
          new KeyRow(
              path + variants.name(),
              variants.defaultValue(),
              variants.options().stream()
                  .map(Description.Option::word)
                  .collect(Collectors.joining(", ")),
              "",
              variants.help() + (variants.defaultValue().isEmpty() ? " Required." : "")));
    }
    Map<KeyRow, List<String>> options = new LinkedHashMap<>();
    for (Description.Option option : variants.options()) {
      List<KeyRow> own = new ArrayList<>();
      option.keys().forEach(key -> add(key, path, own));
      own.forEach(
          row -> options.computeIfAbsent(row, unused -> new ArrayList<>()).add(option.word()));
    }
    options.forEach(
        (row, words) ->
            rows.add(
                variants.name().isEmpty()
                    ? row.withoutRequired()
                    : words.size() == variants.options().size()
                        ? row
                        : row.with(variants.name() + " = " + listed(words))));
  }

  private static String listed(List<String> words) {
    int last = words.size() - 1;
    return last == 0
        ? words.getFirst()
        : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }

  private KeyRow withoutRequired() {
    return new KeyRow(key, defaultValue, range, only, help.replace(" Required.", ""));
  }

  private KeyRow with(String condition) {
    return new KeyRow(
        key, defaultValue, range, only.isEmpty() ? condition : condition + ", " + only, help);
  }
}
