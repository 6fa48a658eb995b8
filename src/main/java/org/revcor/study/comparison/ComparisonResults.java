package org.revcor.study.comparison;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.revcor.file.WholeFile;
import org.revcor.schema.Json;
import org.revcor.study.comparison.Effort.ComparedQuantity;
import org.revcor.study.specification.StudyFile.Sweep;

/**
 * The results of a comparison.
 *
 * @param outcomes one for each member that has started
 * @param failures failed members, and refused ones, which have no outcome
 * @param leftOut combinations of sweeps that are invalid
 */
public record ComparisonResults(
    Targets targets,
    List<MemberOutcome> outcomes,
    List<Failure> failures,
    List<Sweep.LeftOut> leftOut) {
  public ComparisonResults {
    outcomes = List.copyOf(outcomes);
    failures = List.copyOf(failures);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * A failed or refused member.
   *
   * @param reason cause of the failure or refusal
   */
  public record Failure(
      @JsonProperty("study") String title, long seed, String folder, String reason) {}

  /**
   * The cost of one target over the repetitions of a study.
   *
   * @param seeds repetitions that include the measure
   * @param channels channels of all repetitions
   * @param reached channels that reached the target
   * @param worst median over seeds of the cost of the worst channel
   * @param median median over seeds of the cost of the median channel
   */
  public record Summary(
      @JsonProperty("study") String title,
      int seeds,
      double target,
      int channels,
      int reached,
      Effort worst,
      Effort median) {}

  /** Returns whether maps are compared with a reference. */
  public boolean hasReference() {
    return outcomes.stream()
        .flatMap(outcome -> outcome.channels().stream())
        .anyMatch(
            channel ->
                channel.reference().isPresent()
                    || channel.efforts().containsKey(ComparedQuantity.REFERENCE));
  }

  /** Returns the number of members without correlations with the reference at each look. */
  public long withoutCourse() {
    return outcomes.stream()
        .filter(outcome -> !outcome.includes(ComparedQuantity.REFERENCE))
        .count();
  }

  /** Returns one summary for each study and target, in the order of the studies. */
  public List<Summary> summaries(ComparedQuantity measure) {
    List<Summary> summaries = new ArrayList<>();
    byTitle()
        .forEach(
            (title, repetitions) -> {
              for (int target = 0; target < targets.values().size(); target++) {
                summaries.add(summary(measure, title, repetitions, target));
              }
            });
    return summaries;
  }

  /** Returns the repetitions of each study, by title. */
  Map<String, List<MemberOutcome>> byTitle() {
    Map<String, List<MemberOutcome>> titles = new LinkedHashMap<>();
    outcomes.forEach(
        outcome ->
            titles.computeIfAbsent(outcome.title(), first -> new ArrayList<>()).add(outcome));
    return titles;
  }

  private Summary summary(
      ComparedQuantity measure, String title, List<MemberOutcome> repetitions, int target) {
    List<List<Effort>> efforts =
        repetitions.stream()
            .filter(outcome -> outcome.includes(measure))
            .map(outcome -> outcome.efforts(measure, target))
            .toList();
    List<Effort> all = efforts.stream().flatMap(List::stream).toList();
    return new Summary(
        title,
        efforts.size(),
        targets.values().get(target),
        all.size(),
        (int) all.stream().filter(Effort::reached).count(),
        Effort.median(efforts.stream().map(Effort::worst).toList()),
        Effort.median(efforts.stream().map(Effort::median).toList()));
  }

  /** Returns the content of {@code compare.json}. */
  public JsonNode toJson() {
    return ResultsJson.of(this);
  }

  /**
   * Writes {@code compare.csv}, {@code compare.json} and {@code compare.png}.
   *
   * @throws IOException if one cannot be written
   */
  public void write(Path folder) throws IOException {
    WholeFile.write(folder.resolve("compare.csv"), ResultsCsv.bytes(this));
    WholeFile.write(folder.resolve("compare.json"), Json.bytes(toJson()));
    WholeFile.write(folder.resolve("compare.png"), ReliabilityPlot.png(this));
  }
}
