package org.revcor.estimate;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.revcor.estimate.GradientCheck.Agreement;
import org.revcor.estimate.StoppingRule.StoppingStatus;

/**
 * One evaluation of all maps: at a look, whose trial count is fixed in advance, or at another block
 * boundary, where it is only shown.
 *
 * @param trials number of accumulated trials
 * @param channels statistics of each channel
 * @param verdicts verdict of the stopping rule on each channel
 */
public record MapEvaluation(long trials, List<ChannelStatistics> channels, List<Verdict> verdicts) {
  public MapEvaluation {
    channels = List.copyOf(channels);
    verdicts = List.copyOf(verdicts);
  }

  /**
   * Evaluates a rule.
   *
   * @param pixels number of map values
   */
  public static MapEvaluation of(
      StoppingRule rule, long trials, List<ChannelStatistics> channels, int pixels) {
    return new MapEvaluation(
        trials,
        channels,
        channels.stream()
            .map(channel -> rule.verdict(channel, trials, pixels, channels.size()))
            .toList());
  }

  /** Returns the stopping status of each channel. */
  public List<StoppingStatus> statuses() {
    return verdicts.stream().map(Verdict::status).toList();
  }

  /**
   * Returns the lowest assured reliability of the judged channels; NaN if there are none or one is
   * undefined.
   */
  public double lowestReliability() {
    double lowest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < channels.size(); i++) {
      if (verdicts.get(i).isJudged()) {
        lowest = Math.min(lowest, channels.get(i).assured());
      }
    }
    return lowest == Double.POSITIVE_INFINITY ? Double.NaN : lowest;
  }

  /**
   * Returns the largest half-width of the judged channels; NaN if there are none or one is unknown.
   */
  public double widestPrecision() {
    double widest = Double.NEGATIVE_INFINITY;
    for (Verdict verdict : verdicts) {
      if (verdict.isJudged()) {
        widest = Math.max(widest, verdict.precision());
      }
    }
    return widest == Double.NEGATIVE_INFINITY ? Double.NaN : widest;
  }

  /**
   * Returns the expected number of trials at which enough channels reach the targets; NaN while it
   * is unknown.
   */
  public double trialsTo(StoppingRule rule) {
    List<Double> each =
        verdicts.stream()
            .filter(Verdict::isCounted)
            .map(Verdict::trialsTo)
            .sorted(Comparator.naturalOrder())
            .toList();
    long required = rule.required(each.size());
    // NaN sorts after all numbers
    return required > each.size() ? Double.NaN : each.get((int) required - 1);
  }

  /** Returns the indices of the channels whose gradients differ from the average. */
  public List<Integer> refuted() {
    double turns =
        channels.stream()
            .mapToDouble(each -> each.agreement().map(Agreement::turns).orElse(Double.NaN))
            .sum();
    return IntStream.range(0, channels.size())
        .filter(
            i ->
                channels
                    .get(i)
                    .agreement()
                    .filter(each -> each.isRefuted(channels.size(), turns))
                    .isPresent())
        .boxed()
        .toList();
  }

  /**
   * Result of a stopping rule for one channel.
   *
   * @param status stopping status
   * @param isMet whether the channel counts as one that has reached the targets
   * @param precision half-width, in the unit of the map, of the interval that holds for all values
   *     of all maps at all looks simultaneously; NaN while it is unknown
   * @param trialsTo expected number of trials at which the channel reaches the targets; the current
   *     number if it has reached them; NaN while it is unknown
   */
  public record Verdict(StoppingStatus status, boolean isMet, double precision, double trialsTo) {
    Verdict(StoppingStatus status, double precision, double trialsTo) {
      this(status, status == StoppingStatus.REACHED, precision, trialsTo);
    }

    /** Returns whether the channel counts for the rule. */
    boolean isCounted() {
      return status.isCounted();
    }

    /** Returns whether there are enough trials to judge the channel. */
    boolean isJudged() {
      return status.isJudged();
    }
  }
}
