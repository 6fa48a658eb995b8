package org.revcor.estimate;

import java.util.List;

/**
 * What a stopping rule has seen: it hears of looks, in their order, and of nothing else. Not
 * thread-safe.
 */
public final class Evidence {
  private static final int LOOKS_IN_A_ROW = 2;

  private final StoppingRule rule;
  private int met;

  public Evidence(StoppingRule rule) {
    this.rule = rule;
  }

  /** Judges the next look. */
  public Look look(long trials, List<ChannelStatistics> channels) {
    List<Standing> standings =
        channels.stream().map(channel -> rule.standing(channel, trials, channels.size())).toList();
    met = rule.metAt(standings) ? met + 1 : 0;
    return new Look(trials, channels, standings);
  }

  /** Whether the reliability rule was met at two looks in a row. */
  public boolean sufficient() {
    return met >= LOOKS_IN_A_ROW;
  }
}
