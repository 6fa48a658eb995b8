package org.revcor.estimate;

import java.util.List;

/**
 * What a stopping rule has seen: it hears of looks, in their order, and of nothing else. Not
 * thread-safe.
 */
public final class Evidence {
  private static final int LOOKS_IN_A_ROW = 2;

  private final StoppingRule rule;
  private final int pixels;
  private int met;

  /**
   * @param pixels values of a map
   */
  public Evidence(StoppingRule rule, int pixels) {
    this.rule = rule;
    this.pixels = pixels;
  }

  /** Judges the next look that the schedule asks for. */
  public Look look(long trials, List<ChannelStatistics> channels) {
    Look look = glance(trials, channels);
    met = rule.metAt(look.standings()) ? met + 1 : 0;
    return look;
  }

  /** Judges maps between two looks, without any bearing on the rule. */
  public Look glance(long trials, List<ChannelStatistics> channels) {
    return Look.of(rule, trials, channels, pixels);
  }

  /** Number of looks in a row, up to the last, at which the rule was met. */
  public int met() {
    return met;
  }

  /**
   * Goes on from an earlier state.
   *
   * @param metBefore what {@link #met} was
   */
  public void restore(int metBefore) {
    met = metBefore;
  }

  /** Whether the targets were met at two looks in a row. */
  public boolean sufficient() {
    return met >= LOOKS_IN_A_ROW;
  }
}
