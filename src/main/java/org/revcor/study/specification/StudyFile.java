package org.revcor.study.specification;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;
import org.revcor.schema.Json;
import org.revcor.schema.JsonErrors;
import org.revcor.schema.Section;

/**
 * Reads and writes study files: HOCON on disk, the same object as JSON over HTTP ({@code
 * docs/reference/study-file.md}).
 */
public final class StudyFile {
  static final String ROOT = "study";
  private static final String BODY = "body";
  private static final ObjectReader JSON =
      Json.STRICT.reader().with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private StudyFile() {}

  /**
   * Reads a study file. A relative {@code observer.file} is resolved against the folder of the
   * study file.
   *
   * @throws InvalidInputException naming the key, its value and the valid values
   */
  public static StudySpecification read(Path file) {
    JsonNode tree = tree(file);
    if (tree.has(SweepReader.KEY)) {
      throw new InvalidInputException(
          SweepReader.KEY, "present", "left out for a single study; revcor compare runs a sweep");
    }
    return read(tree.path(ROOT), besides(file));
  }

  /**
   * Reads all studies of a file: the combinations of its {@code sweep}, or its only {@code study}.
   *
   * @param seeds number of seeds to run every study with, counting up from its own; empty for its
   *     own seed only
   * @param usable throws {@link InvalidInputException} if a valid study cannot be run
   * @throws InvalidInputException as {@link #read}, or if a value of the sweep is invalid in every
   *     combination
   */
  public static Sweep readAll(Path file, OptionalInt seeds, Consumer<StudySpecification> usable) {
    JsonNode tree = tree(file);
    JsonNode sweep =
        tree.has(SweepReader.KEY)
            ? tree.path(SweepReader.KEY)
            : JsonNodeFactory.instance.objectNode();
    return new SweepReader(study -> read(study, besides(file)), usable)
        .read(tree.path(ROOT), sweep, seeds);
  }

  /**
   * Returns whether a study file leaves the stimulus, readout and estimator unspecified, with all
   * keys that belong to them.
   *
   * @throws InvalidInputException if it is not a study file
   */
  public static boolean leavesOpen(Path file) {
    JsonNode study = tree(file).path(ROOT);
    return Stream.of("stimulus", "readout", "estimator", "gradient-channel", "whiten", "covariance")
        .noneMatch(study::has);
  }

  private static JsonNode tree(Path file) {
    return requireStudy(HoconFile.read(file));
  }

  /**
   * Returns the tree of a study file.
   *
   * @throws InvalidInputException if it has no {@code study}, or other keys than a study file
   */
  static JsonNode requireStudy(JsonNode tree) {
    new Section("", tree).requireKnown(List.of(ROOT, SweepReader.KEY));
    if (!tree.has(ROOT)) {
      throw new InvalidInputException(ROOT, "missing", "set, as study { ... }");
    }
    return tree;
  }

  private static UnaryOperator<Path> besides(Path file) {
    return named -> file.toAbsolutePath().resolveSibling(named).normalize();
  }

  private static StudySpecification read(JsonNode study, UnaryOperator<Path> files) {
    return StudyKeys.ALL.readObject(new Section(ROOT, study, files, null));
  }

  /**
   * Reads keys of a study as text in HOCON, such as {@code whiten = true, covariance {}}. They are
   * checked when {@link #of} reads the study.
   *
   * @throws InvalidInputException if it is not HOCON
   */
  public static ObjectNode keys(String name, String text) {
    return (ObjectNode) HoconFile.parse(text, name);
  }

  /**
   * Reads the JSON form, <code>{"study": {...}}</code> or the inner object alone. A relative {@code
   * observer.file} is not resolved.
   *
   * @throws InvalidInputException as {@link #read}; field {@code body} if the text is not JSON
   */
  public static StudySpecification parseJson(String json) {
    return of(object(json));
  }

  /**
   * Reads the tree of the JSON form.
   *
   * @throws InvalidInputException as {@link #read}
   */
  public static StudySpecification of(JsonNode tree) {
    if (tree.has(SweepReader.KEY)) {
      throw new InvalidInputException(
          SweepReader.KEY, "present", "left out for a single study; /api/v1/sweeps takes a sweep");
    }
    if (!tree.has(ROOT)) {
      return read(tree, UnaryOperator.identity());
    }
    new Section("", tree).requireKnown(Set.of(ROOT));
    return read(tree.path(ROOT), UnaryOperator.identity());
  }

  /**
   * Reads the JSON form of a study with its sweep, <code>{"study": {...}, "sweep": {...}}</code>.
   *
   * @param usable throws {@link InvalidInputException} if a valid study cannot be run
   * @throws InvalidInputException as {@link #parseJson}, or if a value of the sweep is invalid in
   *     every combination
   */
  public static Sweep parseSweep(String json, Consumer<StudySpecification> usable) {
    JsonNode tree = object(json);
    List<String> keys = List.of(ROOT, SweepReader.KEY);
    new Section("", tree).requireKnown(keys);
    for (String key : keys) {
      if (!tree.has(key)) {
        throw new InvalidInputException(key, "missing", "set to an object");
      }
    }
    return new SweepReader(study -> read(study, UnaryOperator.identity()), usable)
        .read(tree.path(ROOT), tree.path(SweepReader.KEY), OptionalInt.empty());
  }

  private static JsonNode object(String json) {
    JsonNode tree = tree(json);
    if (!tree.isObject()) {
      throw new InvalidInputException(
          BODY, Section.shown(tree), "a JSON object, {\"study\": {...}}");
    }
    return tree;
  }

  /**
   * Returns the specification in its JSON form; {@link #parseJson} reads it. It equals the tree
   * that is read from its own text, so callers can compare it with a stored one.
   */
  public static JsonNode toJson(StudySpecification specification) {
    return tree(
        JsonNodeFactory.instance
            .objectNode()
            .set(ROOT, StudyKeys.ALL.toJson(specification))
            .toString());
  }

  public static JsonNode withTrials(JsonNode study, long maxTrials) {
    JsonNode specification = study.deepCopy();
    if (specification.path(ROOT).path("stop") instanceof ObjectNode stop) {
      stop.put("max-trials", maxTrials);
    }
    return specification;
  }

  /** Returns the JSON form of a study with another name. */
  public static JsonNode withName(JsonNode study, String name) {
    JsonNode specification = study.deepCopy();
    if (specification.path(ROOT) instanceof ObjectNode content) {
      content.put("name", name);
    }
    return specification;
  }

  public static JsonNode withObserver(JsonNode study, ObserverReference observer) {
    JsonNode specification = study.deepCopy();
    if (specification.path(ROOT) instanceof ObjectNode content) {
      content.set("observer", tree(ObserverKeys.KEYS.toJson(observer).toString()));
    }
    return specification;
  }

  /** Returns a study with another number of trials in blocks of another size. */
  public static StudySpecification withBlocks(
      StudySpecification study, int blockSize, long maxTrials) {
    JsonNode specification = withTrials(toJson(study), maxTrials);
    if (specification.path(ROOT) instanceof ObjectNode content) {
      content.put("block-size", blockSize);
    }
    return of(specification);
  }

  /**
   * Returns a copy of a specification with another seed or name.
   *
   * @param changes seed and name of the copy; those of the original where they are left out
   */
  public static StudySpecification copyOf(JsonNode study, Section changes) {
    JsonNode specification = study.deepCopy();
    if (specification.path(ROOT) instanceof ObjectNode content) {
      if (changes.has("seed")) {
        content.put("seed", changes.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE));
      }
      if (changes.has("name")) {
        content.put("name", changes.anyText("name"));
      }
    }
    return of(specification);
  }

  /**
   * Returns the observer of keys of {@code study.observer}.
   *
   * @throws InvalidInputException as {@link #read}
   */
  public static ObserverReference observer(JsonNode keys) {
    return ObserverKeys.KEYS.readObject(new Section("study.observer", keys));
  }

  /** Returns the specification as the text of a study file; {@link #read} reads it. */
  public static String toHocon(StudySpecification specification) {
    return HoconFile.text(toJson(specification));
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException malformed) {
      throw new InvalidInputException(
          BODY, JsonErrors.words(malformed), "a JSON object, {\"study\": {...}}");
    }
  }

  /**
   * The studies of a file: its only study, or all combinations of its sweep.
   *
   * @param studies studies in the order of the sweep, seeds innermost
   * @param leftOut invalid combinations, each with the reason
   */
  public record Sweep(List<StudySpecification> studies, List<LeftOut> leftOut) {
    public Sweep {
      studies = List.copyOf(studies);
      leftOut = List.copyOf(leftOut);
    }

    public record LeftOut(String combination, String reason) {}
  }
}
