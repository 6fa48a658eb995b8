package org.revcor.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.revcor.record.StudyState;
import org.revcor.study.Convergence;
import org.revcor.study.Reference;
import org.revcor.study.RunDirectory;
import org.revcor.study.StudyView;

/**
 * What a member has come to so far.
 *
 * @param title what it is called beside the others; repetitions share it
 * @param study its record
 * @param channels one for each channel of the study
 */
public record Outcome(
    Member member,
    String title,
    StudyView study,
    Convergence convergence,
    List<ChannelOutcome> channels) {

  /**
   * A channel of a member.
   *
   * @param reference correlation of its last map with the reference's; empty without one, or if
   *     either map is not defined
   * @param efforts what each of the targets took; nothing by a reference that the study was not run
   *     with
   */
  public record ChannelOutcome(
      StudyView.ChannelView last, OptionalDouble reference, Map<Measure, List<Effort>> efforts) {}

  /**
   * Reads the run directory of a member; empty if it has not begun.
   *
   * @throws UncheckedIOException if it cannot be read
   */
  static Optional<Outcome> read(
      Member member, String title, Path parent, Targets targets, Optional<Reference> reference) {
    RunDirectory directory = new RunDirectory(parent.resolve(member.folder()));
    Optional<StudyView> record = directory.record();
    if (record.isEmpty()) {
      return Optional.empty();
    }
    try {
      StudyView study = record.get();
      Convergence convergence = directory.convergence(study.channels().size(), reference);
      double[] correlations =
          reference.isPresent() ? reference.get().correlations(directory) : new double[0];
      List<ChannelOutcome> channels = new ArrayList<>();
      for (int i = 0; i < study.channels().size(); i++) {
        channels.add(
            new ChannelOutcome(
                study.channels().get(i),
                correlations.length == 0 || Double.isNaN(correlations[i])
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(correlations[i]),
                efforts(study.forwardsPerTrial(), convergence, i, targets)));
      }
      return Optional.of(new Outcome(member, title, study, convergence, channels));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Map<Measure, List<Effort>> efforts(
      double forwards, Convergence convergence, int channel, Targets targets) {
    Map<Measure, List<Effort>> efforts = new EnumMap<>(Measure.class);
    efforts.put(
        Measure.RELIABILITY, efforts(forwards, convergence, convergence.channel(channel), targets));
    convergence
        .reference(channel)
        .ifPresent(
            course ->
                efforts.put(Measure.REFERENCE, efforts(forwards, convergence, course, targets)));
    return efforts;
  }

  private static List<Effort> efforts(
      double forwards, Convergence convergence, double[] course, Targets targets) {
    return targets.values().stream()
        .map(target -> Effort.to(target, course, convergence, forwards))
        .toList();
  }

  /** Why it failed; empty if it did not. */
  Optional<String> problem() {
    return study.state() == StudyState.FAILED
        ? Optional.of(Objects.requireNonNullElse(study.problem(), "it broke off"))
        : Optional.empty();
  }

  /** Whether it tells what a target of the measure took. */
  boolean tells(Measure measure) {
    return measure == Measure.RELIABILITY || convergence.reference().isPresent();
  }

  /** Efforts of all channels for one of the targets; none if it does not tell. */
  List<Effort> efforts(Measure measure, int target) {
    return channels.stream()
        .flatMap(channel -> Optional.ofNullable(channel.efforts().get(measure)).stream())
        .map(efforts -> efforts.get(target))
        .toList();
  }

  /** Reliability of the worst channel at each look; NaN while one has none. */
  double[] worstCurve() {
    return curve(sorted -> sorted[0]);
  }

  /** Reliability of the median channel at each look; a channel that has none counts as worst. */
  double[] medianCurve() {
    return curve(Effort::middle);
  }

  private double[] curve(ToDoubleFunction<double[]> statistic) {
    return Arrays.stream(convergence.reliability())
        .mapToDouble(
            look -> {
              double[] sorted =
                  Arrays.stream(look)
                      .map(value -> Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value)
                      .sorted()
                      .toArray();
              double value = statistic.applyAsDouble(sorted);
              return Double.isFinite(value) ? value : Double.NaN;
            })
        .toArray();
  }
}
