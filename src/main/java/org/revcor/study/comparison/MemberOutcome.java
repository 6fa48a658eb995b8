package org.revcor.study.comparison;

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
import org.revcor.study.comparison.TargetCost.ComparedQuantity;
import org.revcor.study.results.ChannelView;
import org.revcor.study.results.Convergence;
import org.revcor.study.results.Reference;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;

/** The result of a member so far. */
public record MemberOutcome(
    Member member,
    String title,
    StudyView study,
    Convergence convergence,
    List<ChannelOutcome> channels) {

  /**
   * The result of a channel.
   *
   * @param reference correlation of its last map with the reference; empty without a reference, or
   *     if either map is undefined
   * @param costs cost of reaching each target; no entry for the reference if the study was run
   *     without it
   */
  public record ChannelOutcome(
      ChannelView last, OptionalDouble reference, Map<ComparedQuantity, List<TargetCost>> costs) {}

  /**
   * Reads the run directory of a member; empty if the member has not started.
   *
   * @throws UncheckedIOException if it cannot be read
   */
  static Optional<MemberOutcome> read(
      Member member, String title, Path parent, Targets targets, Optional<Reference> reference) {
    RunDirectory directory = new RunDirectory(parent.resolve(member.folder()));
    Optional<StudyView> record = directory.record();
    if (record.isEmpty()) {
      return Optional.empty();
    }
    try {
      StudyView study = record.get();
      Convergence convergence = Convergence.of(directory, study.channels().size(), reference);
      double[] correlations =
          reference.isPresent() ? reference.get().correlations(directory, study) : new double[0];
      List<ChannelOutcome> channels = new ArrayList<>();
      for (int i = 0; i < study.channels().size(); i++) {
        channels.add(
            new ChannelOutcome(
                study.channels().get(i),
                correlations.length == 0 || Double.isNaN(correlations[i])
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(correlations[i]),
                costs(study.progress().forwardsPerTrial(), convergence, i, targets)));
      }
      return Optional.of(new MemberOutcome(member, title, study, convergence, channels));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Map<ComparedQuantity, List<TargetCost>> costs(
      double forwards, Convergence convergence, int channel, Targets targets) {
    Map<ComparedQuantity, List<TargetCost>> costs = new EnumMap<>(ComparedQuantity.class);
    costs.put(
        ComparedQuantity.RELIABILITY,
        costs(forwards, convergence, convergence.channel(channel), targets));
    convergence
        .reference(channel)
        .ifPresent(
            curve ->
                costs.put(
                    ComparedQuantity.REFERENCE, costs(forwards, convergence, curve, targets)));
    return costs;
  }

  private static List<TargetCost> costs(
      double forwards, Convergence convergence, double[] curve, Targets targets) {
    return targets.values().stream()
        .map(target -> TargetCost.to(target, curve, convergence, forwards))
        .toList();
  }

  Optional<String> problem() {
    return study.lifecycle().state() == StudyState.FAILED
        ? Optional.of(
            Objects.requireNonNullElse(
                study.lifecycle().problem(), "the study ended unexpectedly; see the log"))
        : Optional.empty();
  }

  boolean includes(ComparedQuantity measure) {
    return measure == ComparedQuantity.RELIABILITY || convergence.reference().isPresent();
  }

  /** Returns the costs of all channels for one target; empty if the measure is not included. */
  List<TargetCost> costs(ComparedQuantity measure, int target) {
    return channels.stream()
        .flatMap(channel -> Optional.ofNullable(channel.costs().get(measure)).stream())
        .map(costs -> costs.get(target))
        .toList();
  }

  /** Returns the reliability of the worst channel at each look; NaN if it is undefined. */
  double[] worstCurve() {
    return curve(sorted -> sorted[0]);
  }

  /**
   * Returns the reliability of the median channel at each look; undefined channels count as worst.
   */
  double[] medianCurve() {
    return curve(TargetCost::medianOf);
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
