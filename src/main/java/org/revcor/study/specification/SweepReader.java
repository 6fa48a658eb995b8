package org.revcor.study.specification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.revcor.InvalidInputException;
import org.revcor.schema.Section;
import org.revcor.study.specification.StudyFile.Sweep;

/**
 * Expands the objects {@code study} and {@code sweep} into studies: one for each combination of the
 * values in the sweep.
 *
 * <p>It checks which keys can be swept, but not the values. An invalid combination is left out if
 * each of its values is valid in another one. A value that is invalid in all its combinations is an
 * error.
 *
 * @param usable throws {@link InvalidInputException} if a valid study cannot be run
 */
record SweepReader(
    Function<JsonNode, StudySpecification> reader, Consumer<StudySpecification> usable) {
  static final String KEY = "sweep";

  private static final String STUDY = "study";
  private static final String SEED = "seed";

  private static final List<String> KEYS =
      List.of(
          "observer", "stimulus", "readout", "estimator", "gradient-channel", "conventions", SEED);

  /** Maps each key whose value may be a single word to the key of that word in the full form. */
  private static final Map<String, String> HEADS =
      Map.of("observer", "model", "stimulus", "kind", "readout", "kind");

  private static final int MAX_STUDIES = 1_000;
  private static final String LIST = "a list of distinct values of %s";

  private record Value(String key, int index, JsonNode node) {
    String path() {
      return "%s.%s[%d]".formatted(KEY, key, index);
    }

    /** Returns a short description of the value: its kind, then its other keys. */
    String words() {
      if (!node.isObject()) {
        return key.equals(SEED) ? "seed " + node.asText() : node.asText();
      }
      List<String> words = new ArrayList<>();
      String head = HEADS.getOrDefault(key, "");
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        String value =
            field.getValue().isValueNode()
                ? field.getValue().asText()
                : field.getValue().toString();
        if (field.getKey().equals(head)) {
          words.addFirst(value);
        } else {
          words.add(field.getKey() + " " + value);
        }
      }
      return String.join(" ", words);
    }
  }

  /**
   * @param seeds number of seeds to run every study with, counting up from its own; empty for its
   *     own seed only
   */
  Sweep read(JsonNode study, JsonNode swept, OptionalInt seeds) {
    List<List<Value>> axes = axes(study, swept);
    if (seeds.isPresent()) {
      axes.add(seeds(study, swept, seeds.getAsInt()));
    }
    requireFew(axes);
    List<StudySpecification> studies = new ArrayList<>();
    Map<String, String> leftOut = new LinkedHashMap<>();
    Set<Value> fine = new HashSet<>();
    Map<Value, InvalidInputException> refused = new LinkedHashMap<>();
    for (List<Value> combination : combinations(axes)) {
      try {
        StudySpecification specification = reader.apply(combined(study, combination));
        usable.accept(specification);
        studies.add(specification);
        fine.addAll(combination);
      } catch (InvalidInputException refusal) {
        InvalidInputException located = located(refusal, combination);
        if (combination.isEmpty()) {
          throw located;
        }
        combination.forEach(value -> refused.putIfAbsent(value, located));
        leftOut.putIfAbsent(words(combination, axes), refusal.getMessage());
      }
    }
    refused.keySet().removeAll(fine);
    for (InvalidInputException mistake : refused.values()) {
      throw mistake;
    }
    return new Sweep(
        studies,
        leftOut.entrySet().stream()
            .map(left -> new Sweep.LeftOut(left.getKey(), left.getValue()))
            .toList());
  }

  private static List<List<Value>> axes(JsonNode study, JsonNode swept) {
    Section section = new Section(KEY, swept).requireKnown(KEYS);
    List<List<Value>> axes = new ArrayList<>();
    KEYS.stream()
        .filter(section::has)
        .forEach(
            key -> {
              if (study.has(key)) {
                throw new InvalidInputException(
                    STUDY + "." + key,
                    Section.shown(study.path(key)),
                    "left out, since %s.%s gives it".formatted(KEY, key));
              }
              axes.add(values(section, key));
            });
    return axes;
  }

  private static List<Value> values(Section section, String key) {
    String expected = LIST.formatted(key);
    List<JsonNode> nodes = List.copyOf(section.elements(key, expected).values());
    if (nodes.isEmpty() || new HashSet<>(nodes).size() < nodes.size()) {
      throw section.wrong(key, expected);
    }
    List<Value> values = new ArrayList<>();
    for (JsonNode node : nodes) {
      values.add(new Value(key, values.size(), node));
    }
    return values;
  }

  private static List<Value> seeds(JsonNode study, JsonNode swept, int seeds) {
    if (swept.has(SEED)) {
      throw new InvalidInputException(
          "--seeds", "" + seeds, "left out, since %s.%s lists them".formatted(KEY, SEED));
    }
    long first =
        study.has(SEED)
            ? new Section(STUDY, study).whole(SEED, Long.MIN_VALUE, Long.MAX_VALUE - seeds)
            : 1;
    return LongStream.range(0, seeds)
        .mapToObj(
            i ->
                new Value(SEED, Math.toIntExact(i), JsonNodeFactory.instance.numberNode(first + i)))
        .toList();
  }

  private static void requireFew(List<List<Value>> axes) {
    double studies = axes.stream().mapToDouble(List::size).reduce(1, (a, b) -> a * b);
    if (studies > MAX_STUDIES) {
      throw new InvalidInputException(
          KEY,
          "a sweep of %,.0f studies".formatted(studies),
          "a sweep of at most %,d studies".formatted(MAX_STUDIES));
    }
  }

  private static List<List<Value>> combinations(List<List<Value>> axes) {
    List<List<Value>> combinations = List.of(List.of());
    for (List<Value> axis : axes) {
      combinations =
          combinations.stream()
              .flatMap(
                  chosen ->
                      axis.stream()
                          .map(
                              value -> {
                                List<Value> more = new ArrayList<>(chosen);
                                more.add(value);
                                return more;
                              }))
              .toList();
    }
    return combinations;
  }

  private static JsonNode combined(JsonNode study, List<Value> combination) {
    if (!study.isObject()) {
      return study;
    }
    ObjectNode combined = study.deepCopy();
    for (Value value : combination) {
      String head = HEADS.get(value.key());
      if (head != null && value.node().isTextual()) {
        combined.putObject(value.key()).set(head, value.node());
      } else {
        combined.set(value.key(), value.node());
      }
    }
    return combined;
  }

  private static InvalidInputException located(
      InvalidInputException refusal, List<Value> combination) {
    for (Value value : combination) {
      String path = STUDY + "." + value.key();
      String rest =
          refusal.field().startsWith(path) ? refusal.field().substring(path.length()) : "";
      boolean names = refusal.field().equals(path) || rest.startsWith(".") || rest.startsWith("[");
      if (names) {
        return new InvalidInputException(value.path() + rest, refusal.value(), refusal.expected());
      }
    }
    return refusal;
  }

  /** Returns what distinguishes a combination from the others, except its seed. */
  private static String words(List<Value> combination, List<List<Value>> axes) {
    Set<String> words = new LinkedHashSet<>();
    for (int i = 0; i < combination.size(); i++) {
      if (axes.get(i).size() > 1 && !combination.get(i).key().equals(SEED)) {
        words.add(combination.get(i).words());
      }
    }
    return words.isEmpty()
        ? combination.stream().map(Value::words).collect(Collectors.joining(", "))
        : String.join(", ", words);
  }
}
