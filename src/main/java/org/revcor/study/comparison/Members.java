package org.revcor.study.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
 * @param titles title of each variant
 * @param leftOut combinations of sweeps that are invalid
 */
public record Members(
    List<Member> members, Map<JsonNode, String> titles, List<Sweep.LeftOut> leftOut) {
  private static final int MAX_SEEDS = 1_000;

  /**
   * Reads study files, with or without sweeps.
   *
   * @param seeds number of seeds to run every study with; empty for the seeds in the files
   * @param reference reference that all maps are compared with
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
    Map<JsonNode, String> titles = Titles.of(outlines.keySet());
    reference.ifPresent(
        maps -> {
          outlines.forEach(
              (variant, outline) ->
                  maps.requireComparable(titles.getOrDefault(variant, ""), outline));
          members.values().forEach(member -> maps.requireOtherStimuli(member.study()));
        });
    return new Members(List.copyOf(members.values()), titles, List.copyOf(leftOut));
  }

  /** Adds the file name to error messages if there are several files. */
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
}
