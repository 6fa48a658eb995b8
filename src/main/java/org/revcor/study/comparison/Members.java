package org.revcor.study.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.revcor.InvalidInputException;
import org.revcor.inference.LaneSettings;
import org.revcor.study.plan.Materials;
import org.revcor.study.results.Reference;
import org.revcor.study.results.Reference.StudyOutline;
import org.revcor.study.run.HeadlessStudy;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudyFile.Sweep;
import org.revcor.study.specification.StudySpecification;

/**
 * The validated studies of a comparison.
 *
 * @param members studies in the order of the files and their sweeps
 */
public record Members(
    List<Member> members, Map<JsonNode, String> titles, List<Sweep.LeftOut> leftOut) {
  private static final int MAX_SEEDS = 1_000;

  /**
   * Reads study files, with or without sweeps.
   *
   * @param seeds number of seeds to run every study with; empty for the seeds in the files
   * @throws InvalidInputException if a study is invalid or a duplicate, also with another seed if
   *     its stimuli are recorded, or if its channels or map shape differ from the reference
   */
  public static Members read(
      List<Path> files,
      OptionalInt seeds,
      Optional<Reference> reference,
      Materials materials,
      LaneSettings lanes) {
    if (seeds.isPresent() && (seeds.getAsInt() < 1 || seeds.getAsInt() > MAX_SEEDS)) {
      throw new InvalidInputException(
          "--seeds", "" + seeds.getAsInt(), "a whole number from 1 to " + MAX_SEEDS);
    }
    Map<JsonNode, StudyOutline> outlines = new LinkedHashMap<>();
    Map<String, Member> members = new LinkedHashMap<>();
    List<Sweep.LeftOut> leftOut = new ArrayList<>();
    for (Path file : files) {
      Sweep sweep =
          read(
              file,
              files.size() > 1,
              seeds,
              study ->
                  outlines.computeIfAbsent(
                      Member.variant(study),
                      variant -> HeadlessStudy.outline(study, materials, lanes)));
      sweep.studies().forEach(study -> add(study, file, members));
      leftOut.addAll(sweep.leftOut());
    }
    Map<JsonNode, String> titles = titles(outlines.keySet());
    reference.ifPresent(
        maps -> {
          outlines.forEach(
              (variant, outline) ->
                  maps.requireComparable(titles.getOrDefault(variant, ""), outline));
          members.values().forEach(member -> maps.requireOtherStimuli(member.study()));
        });
    return new Members(List.copyOf(members.values()), titles, List.copyOf(leftOut));
  }

  private static Sweep read(
      Path file, boolean oneOfSeveral, OptionalInt seeds, Consumer<StudySpecification> usable) {
    try {
      return StudyFile.readAll(file, seeds, usable);
    } catch (InvalidInputException refusal) {
      if (!oneOfSeveral || refusal.field().startsWith(file.toString())) {
        throw refusal;
      }
      throw new InvalidInputException(
          file + ": " + refusal.field(), refusal.value(), refusal.expected());
    }
  }

  private static void add(StudySpecification study, Path file, Map<String, Member> members) {
    Member member = Member.of(study);
    boolean isRepeated =
        members.values().stream()
            .anyMatch(
                each ->
                    each.variant().equals(member.variant()) && each.study().seed() != study.seed());
    if (study.isRecorded() && isRepeated) {
      throw new InvalidInputException(
          file.toString(),
          "the study \"%s\" of recorded stimuli with more than one seed".formatted(study.name()),
          "a study with one seed, since recorded stimuli are the same with every seed");
    }
    if (members.putIfAbsent(member.folder(), member) != null) {
      throw new InvalidInputException(
          file.toString(),
          "a duplicate of the study \"%s\" with seed %d".formatted(study.name(), study.seed()),
          "a study with other settings or another seed");
    }
  }

  private static final List<String> IDENTIFYING = List.of("kind", "model", "file");

  /** Keys whose values are shown without the key. */
  private static final List<String> BARE = List.of("estimator", "conventions");

  static Map<JsonNode, String> titles(Collection<JsonNode> variants) {
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
