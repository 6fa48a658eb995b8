package org.revcor.study.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.revcor.estimate.MapEvaluation;
import org.revcor.estimate.Reliability;
import org.revcor.estimate.StoppingRule;
import org.revcor.estimate.StoppingRule.StoppingStatus;
import org.revcor.observer.ClassReadout;
import org.revcor.study.specification.StudySpecification;

/**
 * A forecast of a study from its first blocks.
 *
 * @param look evaluation of all maps after the pilot
 */
public record PilotReport(
    List<String> channels,
    MapEvaluation look,
    double trialsPerSecond,
    int lanes,
    long sumBytes,
    long weightBytes,
    long diskBytes) {
  private static final int MAX_NAMES = 20;

  /**
   * A forecast of the trials and time at which a channel reaches a reliability.
   *
   * @param reliability reliability after the pilot; NaN if undefined
   * @param trials expected number of trials from the start; NaN if unknown
   * @param seconds expected time for them; NaN if unknown
   */
  public record Forecast(String channel, double reliability, double trials, double seconds) {
    @JsonIgnore
    public boolean isKnown() {
      return !Double.isNaN(trials);
    }
  }

  public PilotReport {
    channels = List.copyOf(channels);
  }

  public long trials() {
    return look.trials();
  }

  public double seconds(double trialsShown) {
    return trialsShown / trialsPerSecond;
  }

  /** Returns the forecast of the channel that reaches a reliability last. */
  public Forecast worst(double target) {
    return forecasts(target).getLast();
  }

  /** Returns the forecast of the median channel in order of reaching a reliability. */
  public Forecast median(double target) {
    List<Forecast> forecasts = forecasts(target);
    return forecasts.get(forecasts.size() / 2);
  }

  /** Returns forecasts from first to last; unknown ones are last. */
  private List<Forecast> forecasts(double target) {
    return IntStream.range(0, channels.size())
        .mapToObj(channel -> forecast(channel, target))
        .sorted(
            Comparator.comparingDouble(Forecast::trials)
                .thenComparingDouble(
                    forecast ->
                        Double.isNaN(forecast.reliability())
                            ? Double.POSITIVE_INFINITY
                            : -forecast.reliability()))
        .toList();
  }

  private Forecast forecast(int channel, double target) {
    double trials = Reliability.trialsTo(target, look.channels().get(channel), look.trials());
    return new Forecast(
        channels.get(channel), look.channels().get(channel).reliability(), trials, seconds(trials));
  }

  /** Returns warnings before the study is run, as sentences. */
  public List<String> caveats(StudySpecification study) {
    List<String> caveats = new ArrayList<>();
    List<String> empty = study.readout() == ClassReadout.LABEL ? empty() : List.of();
    List<String> rare = new ArrayList<>(named(StoppingStatus.RARE));
    rare.removeAll(empty);
    if (isBlank()) {
      caveats.add("responses do not depend on the stimuli: all maps of the pilot are blank");
    }
    if (!empty.isEmpty()) {
      caveats.add(
          "no stimulus of the pilot has a response in %s; channels without responses have no map"
              .formatted(listed(empty)));
    }
    if (!rare.isEmpty()) {
      caveats.add("the study does not wait for channels with too few responses: " + listed(rare));
    }
    List<String> unchecked = named(StoppingStatus.UNCHECKED);
    Optional<String> refutation = refutation(channels, look);
    refutation.ifPresent(caveats::add);
    if (refutation.isEmpty() && !unchecked.isEmpty()) {
      caveats.add("the pilot is too short to check the gradients of " + listed(unchecked));
    }
    double needed = look.trialsTo(study.stop());
    study
        .stop()
        .maxTrials()
        .ifPresent(
            most -> {
              if (study.stop().hasTarget() && needed > most) {
                caveats.add(
                    "max-trials = %,d ends the study before its targets are expected to be met, at %,.0f trials"
                        .formatted(most, needed));
              }
            });
    return caveats;
  }

  /** Returns why maps by gradients are wrong; empty if nothing is against them. */
  public static Optional<String> refutation(List<String> names, MapEvaluation look) {
    return Optional.of(look.refuted().stream().map(names::get).toList())
        .filter(refuted -> !refuted.isEmpty())
        .map(
            refuted ->
                "gradients differ from the average of the same stimuli for %s, as with rounding or steps in the network; use estimator = average"
                    .formatted(listed(refuted)));
  }

  /** Returns the first twenty names as a list, and the number of further ones. */
  public static String listed(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(MAX_NAMES, names.size())));
    int more = names.size() - MAX_NAMES;
    return more > 0 ? "%s and %d more".formatted(first, more) : first;
  }

  private List<String> empty() {
    return IntStream.range(0, channels.size())
        .filter(channel -> look.channels().get(channel).count() == 0)
        .mapToObj(channels::get)
        .toList();
  }

  /** Returns the names of the channels with a status. */
  private List<String> named(StoppingStatus status) {
    return IntStream.range(0, channels.size())
        .filter(channel -> look.statuses().get(channel) == status)
        .mapToObj(channels::get)
        .toList();
  }

  double largestShare() {
    double[] counts = look.channels().stream().mapToDouble(channel -> channel.count()).toArray();
    double all = 0;
    double largest = 0;
    for (double count : counts) {
      all += count;
      largest = Math.max(largest, count);
    }
    return largest / all;
  }

  /** Returns whether at least half of the channels have too few effective trials for a forecast. */
  boolean isThin() {
    long thin =
        look.channels().stream().filter(channel -> channel.nEff() < StoppingRule.ENOUGH).count();
    return 2 * thin >= channels.size();
  }

  /** Returns whether no map has structure: all are constant or undefined. */
  boolean isBlank() {
    return look.channels().stream().allMatch(channel -> Double.isNaN(channel.signal().ratio()));
  }

  /**
   * Returns whether every response was 0 or 1. Requires averages of responses with a natural zero.
   */
  boolean isAllOrNothing() {
    return look.channels().stream()
        .filter(channel -> channel.count() > 0)
        .allMatch(channel -> Math.abs(channel.nEff() - channel.count()) <= 1e-9 * channel.count());
  }
}
