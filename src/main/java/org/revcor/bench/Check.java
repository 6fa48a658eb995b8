package org.revcor.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * A measurement held against an earlier one.
 *
 * <p>A ratio may get worse by four standard deviations of a round, those of both measurements taken
 * together, and in any case by a tenth of what it was or by half a percent of a forward pass,
 * whichever is more: what is that small shows in no study. The pipeline's share of the network's
 * speed, and the network's share of the processor time, may fall by the same four deviations, and
 * in any case by .02.
 */
public record Check(List<Line> lines) {
  private static final double DEVIATIONS = 4;
  private static final double RELATIVE = 0.1;
  private static final double OF_A_FORWARD = 0.005;
  private static final double OF_THE_SHARE = 0.02;

  /**
   * One ratio.
   *
   * @param what such as {@code reduce}
   * @param before its median in the earlier measurement
   * @param now its median
   * @param limit up to where it is tolerated
   * @param atLeast whether the ratio is the better the larger, and the limit a lower one
   */
  public record Line(String what, double before, double now, double limit, boolean atLeast) {
    /** Whether it is beyond the limit. */
    public boolean slower() {
      return atLeast ? now < limit : now > limit;
    }
  }

  public Check {
    lines = List.copyOf(lines);
  }

  /**
   * Holds results against an earlier measurement; stages that only one of them has are left out.
   */
  public static Check of(Results now, Baseline before) {
    List<Line> lines = new ArrayList<>();
    lines.add(line("whole study / network", before.share(), now.share()));
    lines.add(line("the same by processor time", before.processorShare(), now.processorShare()));
    for (Stage stage : now.stages()) {
      Spread earlier = before.ofForward().get(stage);
      if (stage != Stage.FORWARD && earlier != null) {
        lines.add(line(stage, earlier, now.ofForward(stage)));
      }
    }
    return new Check(lines);
  }

  private static Line line(Stage stage, Spread before, Spread now) {
    double rise =
        Math.max(
            DEVIATIONS * deviation(before, now),
            Math.max(OF_A_FORWARD, RELATIVE * Math.abs(before.median())));
    return new Line(stage.word(), before.median(), now.median(), before.median() + rise, false);
  }

  private static Line line(String what, Spread before, Spread now) {
    double fall = Math.max(OF_THE_SHARE, DEVIATIONS * deviation(before, now));
    return new Line(what, before.median(), now.median(), before.median() - fall, true);
  }

  private static double deviation(Spread before, Spread now) {
    return Math.hypot(before.deviation(), now.deviation());
  }

  /** Whether anything got slower. */
  public boolean anySlower() {
    return lines.stream().anyMatch(Line::slower);
  }
}
