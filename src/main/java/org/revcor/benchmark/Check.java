package org.revcor.benchmark;

import java.util.ArrayList;
import java.util.List;
import org.revcor.benchmark.Results.Spread;

/**
 * The comparison of a measurement with an earlier one.
 *
 * <p>The ratio of a stage may grow by the largest of three amounts: four standard deviations of a
 * round, a tenth of the earlier ratio, or half a percent of a forward pass. The standard deviation
 * combines both measurements. The two shares may fall by four standard deviations or by .02,
 * whichever is more.
 */
public record Check(List<Line> lines) {
  private static final double TOLERATED_DEVIATIONS = 4;
  private static final double TOLERATED_FRACTION = 0.1;
  private static final double TOLERATED_FORWARDS = 0.005;
  private static final double TOLERATED_SHARE = 0.02;

  /**
   * One ratio.
   *
   * @param what name, such as {@code reduce}
   * @param before median of the earlier measurement
   * @param now median of this measurement
   * @param limit tolerated value
   * @param atLeast whether {@code limit} is a minimum; it is a maximum otherwise
   */
  public record Line(String what, double before, double now, double limit, boolean atLeast) {
    /** Returns whether the ratio exceeds its limit. */
    public boolean slower() {
      return atLeast ? now < limit : now > limit;
    }
  }

  public Check {
    lines = List.copyOf(lines);
  }

  /** Compares results with an earlier measurement, for the stages that both have. */
  public static Check of(Results now, Baseline before) {
    List<Line> lines = new ArrayList<>();
    lines.add(line("whole study / network", before.share(), now.share()));
    lines.add(line("the same by processor time", before.processorShare(), now.processorShare()));
    now.stages()
        .forEach(
            (stage, costs) -> {
              Spread earlier = before.ofForward().get(stage);
              if (stage != Stage.FORWARD && earlier != null) {
                lines.add(line(stage, earlier, costs.ofForward()));
              }
            });
    return new Check(lines);
  }

  private static Line line(Stage stage, Spread before, Spread now) {
    double rise =
        Math.max(
            TOLERATED_DEVIATIONS * deviation(before, now),
            Math.max(TOLERATED_FORWARDS, TOLERATED_FRACTION * Math.abs(before.median())));
    return new Line(stage.word(), before.median(), now.median(), before.median() + rise, false);
  }

  private static Line line(String what, Spread before, Spread now) {
    double fall = Math.max(TOLERATED_SHARE, TOLERATED_DEVIATIONS * deviation(before, now));
    return new Line(what, before.median(), now.median(), before.median() - fall, true);
  }

  private static double deviation(Spread before, Spread now) {
    return Math.hypot(before.deviation(), now.deviation());
  }

  /** Returns whether any ratio exceeds its limit. */
  public boolean anySlower() {
    return lines.stream().anyMatch(Line::slower);
  }
}
