package org.revcor.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.revcor.estimate.Look;
import org.revcor.estimate.Reliability;
import org.revcor.estimate.StoppingStatus;
import org.revcor.estimate.StoppingRule;
import org.revcor.observer.ClassReadout;
import org.revcor.specification.StudySpecification;

/**
 * What the first blocks of a study tell of the rest.
 *
 * @param channels their names
 * @param look how well each map is known after the pilot
 * @param trialsPerSecond on all lanes, in the later half of the pilot
 * @param lanes lanes that worked on it
 * @param sumBytes memory for the sums of all maps
 * @param weightBytes memory for the networks on each lane
 */
public record PilotReport(
    List<String> channels,
    Look look,
    double trialsPerSecond,
    int lanes,
    long sumBytes,
    long weightBytes) {
  private static final int MAX_NAMES = 20;

  /**
   * When a channel may be expected to reach a reliability.
   *
   * @param channel its name
   * @param reliability after the pilot; NaN if it is not defined
   * @param trials expected number of trials from the beginning; NaN while it is unknown
   * @param seconds they take; NaN while it is unknown
   */
  public record Forecast(String channel, double reliability, double trials, double seconds) {
    /** Whether the pilot is enough to tell. */
    public boolean isKnown() {
      return !Double.isNaN(trials);
    }
  }

  public PilotReport {
    channels = List.copyOf(channels);
  }

  /** Trials that were shown. */
  public long trials() {
    return look.trials();
  }

  /** Time that so many trials take. */
  public double seconds(double trialsShown) {
    return trialsShown / trialsPerSecond;
  }

  /** The channel that reaches a reliability last. */
  public Forecast worst(double target) {
    return forecasts(target).getLast();
  }

  /** The channel in the middle of those, in the order in which they reach a reliability. */
  public Forecast median(double target) {
    List<Forecast> forecasts = forecasts(target);
    return forecasts.get(forecasts.size() / 2);
  }

  /** The first to reach it first; those of which it is unknown last. */
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

  /**
   * What to know before the study is run, in sentences.
   *
   * @param study the one that the pilot was of
   */
  public List<String> caveats(StudySpecification study) {
    List<String> caveats = new ArrayList<>();
    List<String> empty = study.readout() == ClassReadout.LABEL ? empty() : List.of();
    List<String> rare = new ArrayList<>(rare());
    rare.removeAll(empty);
    if (isBlank()) {
      caveats.add("the answers do not depend on the stimuli of the pilot: all its maps are blank");
    }
    if (!empty.isEmpty()) {
      caveats.add(
          "in the pilot no stimulus was answered %s: classes that never come have no map"
              .formatted(listed(empty)));
    }
    if (!rare.isEmpty()) {
      caveats.add("too rare to be waited for: " + listed(rare));
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

  /** Names, of which at most twenty are written out. */
  static String listed(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(MAX_NAMES, names.size())));
    int more = names.size() - MAX_NAMES;
    return more > 0 ? "%s and %d more".formatted(first, more) : first;
  }

  /** Names of channels without any response. */
  private List<String> empty() {
    return IntStream.range(0, channels.size())
        .filter(channel -> look.channels().get(channel).count() == 0)
        .mapToObj(channels::get)
        .toList();
  }

  /** Names of channels that a study would not wait for. */
  private List<String> rare() {
    return IntStream.range(0, channels.size())
        .filter(channel -> look.standings().get(channel) == StoppingStatus.RARE)
        .mapToObj(channels::get)
        .toList();
  }

  /** Share of all responses that the most frequent channel has. */
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

  /** Whether at least half of the channels have too few effective trials for a forecast. */
  boolean isThin() {
    long thin =
        look.channels().stream().filter(channel -> channel.nEff() < StoppingRule.ENOUGH).count();
    return 2 * thin >= channels.size();
  }

  /** Whether no map has any structure that could be told: all are constant, or not defined. */
  boolean isBlank() {
    return look.channels().stream().allMatch(channel -> Double.isNaN(channel.r()));
  }

  /** Whether every response was 0 or 1, given averages of responses with a natural zero. */
  boolean isAllOrNothing() {
    return look.channels().stream()
        .filter(channel -> channel.count() > 0)
        .allMatch(channel -> Math.abs(channel.nEff() - channel.count()) <= 1e-9 * channel.count());
  }
}
