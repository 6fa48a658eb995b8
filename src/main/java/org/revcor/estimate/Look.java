package org.revcor.estimate;

import java.util.Comparator;
import java.util.List;

/**
 * One evaluation of all maps, at a trial count that the specification fixes.
 *
 * @param trials trials folded
 * @param channels how well each channel's map is known
 * @param verdicts what the stopping rule says of each channel
 */
public record Look(long trials, List<ChannelStatistics> channels, List<Verdict> verdicts) {
  public Look {
    channels = List.copyOf(channels);
    verdicts = List.copyOf(verdicts);
  }

  /**
   * The verdicts of a rule.
   *
   * @param pixels values of a map
   */
  public static Look of(
      StoppingRule rule, long trials, List<ChannelStatistics> channels, int pixels) {
    return new Look(
        trials,
        channels,
        channels.stream()
            .map(channel -> rule.verdict(channel, trials, pixels, channels.size()))
            .toList());
  }

  /** Where each channel stands. */
  public List<StoppingStatus> standings() {
    return verdicts.stream().map(Verdict::standing).toList();
  }

  /**
   * Lowest reliability, as it is compared with a target, of the channels that are judged; NaN if
   * none is, or one's is undefined.
   */
  public double lowestReliability() {
    double lowest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < channels.size(); i++) {
      if (verdicts.get(i).judged()) {
        lowest = Math.min(lowest, channels.get(i).assured());
      }
    }
    return lowest == Double.POSITIVE_INFINITY ? Double.NaN : lowest;
  }

  /** Largest half-width of the channels that are judged; NaN if none is, or one's is unknown. */
  public double widestPrecision() {
    double widest = Double.NEGATIVE_INFINITY;
    for (Verdict verdict : verdicts) {
      if (verdict.judged()) {
        widest = Math.max(widest, verdict.precision());
      }
    }
    return widest == Double.NEGATIVE_INFINITY ? Double.NaN : widest;
  }

  /**
   * Trials at which enough channels may be expected to have reached the targets of the rule; NaN
   * while that is unknown.
   */
  public double trialsTo(StoppingRule rule) {
    List<Double> each =
        verdicts.stream()
            .filter(Verdict::counts)
            .map(Verdict::trialsTo)
            .sorted(Comparator.naturalOrder())
            .toList();
    long required = rule.required(each.size());
    // NaN is sorted beyond all numbers
    return required > each.size() ? Double.NaN : each.get((int) required - 1);
  }
}
