package org.revcor.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.revcor.WholeFile;
import org.revcor.specification.Sweep;

/**
 * What the members of a comparison have come to.
 *
 * @param outcomes one for each member that has begun
 * @param failures those that failed, and those that were refused and so have no outcome
 * @param leftOut combinations that cannot be
 */
public record Results(
    Targets targets, List<Outcome> outcomes, List<Failure> failures, List<Sweep.LeftOut> leftOut) {
  public Results {
    outcomes = List.copyOf(outcomes);
    failures = List.copyOf(failures);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * A member that did not come to its end.
   *
   * @param reason why not
   */
  public record Failure(String title, long seed, String folder, String reason) {}

  /**
   * The repetitions of a study, and what one of the targets took them.
   *
   * @param seeds repetitions that tell
   * @param channels channels of all repetitions
   * @param reached those of them that reached the target
   * @param worst median over seeds of what the worst channel took
   * @param median median over seeds of what the median channel took
   */
  public record Summary(
      String title,
      int seeds,
      double target,
      int channels,
      int reached,
      Effort worst,
      Effort median) {}

  /** Whether maps are held against a reference. */
  public boolean hasReference() {
    return outcomes.stream()
        .flatMap(outcome -> outcome.channels().stream())
        .anyMatch(
            channel ->
                channel.reference().isPresent()
                    || channel.efforts().containsKey(Measure.REFERENCE));
  }

  /** Number of members that do not tell when they came to the reference. */
  public long withoutCourse() {
    return outcomes.stream().filter(outcome -> !outcome.tells(Measure.REFERENCE)).count();
  }

  /** One for each study and target, in the order of the studies. */
  public List<Summary> summaries(Measure measure) {
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

  /** Repetitions of each study, by its title. */
  Map<String, List<Outcome>> byTitle() {
    Map<String, List<Outcome>> titles = new LinkedHashMap<>();
    outcomes.forEach(
        outcome ->
            titles.computeIfAbsent(outcome.title(), first -> new ArrayList<>()).add(outcome));
    return titles;
  }

  private Summary summary(Measure measure, String title, List<Outcome> repetitions, int target) {
    List<List<Effort>> efforts =
        repetitions.stream()
            .filter(outcome -> outcome.tells(measure))
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

  /**
   * Writes {@code compare.csv}, {@code compare.json} and {@code compare.png}.
   *
   * @throws IOException if one cannot be written
   */
  public void write(Path folder) throws IOException {
    WholeFile.write(folder.resolve("compare.csv"), ResultsCsv.bytes(this));
    WholeFile.write(folder.resolve("compare.json"), ResultsJson.bytes(this));
    WholeFile.write(folder.resolve("compare.png"), ReliabilityPlot.png(this));
  }
}
