package org.revcor.estimate;

import java.util.List;

/**
 * Tracks at how many consecutive looks a stopping rule was met. Receives looks in order. Not
 * thread-safe.
 */
public final class StoppingDecision {
  private static final int CONSECUTIVE_LOOKS = 2;
  private static final int REFUTED = -1;

  private final StoppingRule rule;
  private final int pixels;
  private int met;

  /**
   * @param pixels values of a map
   */
  public StoppingDecision(StoppingRule rule, int pixels) {
    this.rule = rule;
    this.pixels = pixels;
  }

  /** Evaluates the rule at the next scheduled look. */
  public MapEvaluation look(long trials, List<ChannelStatistics> channels) {
    MapEvaluation look = evaluate(trials, channels);
    if (!look.refuted().isEmpty()) {
      met = REFUTED;
    } else {
      met = rule.metAt(look.verdicts()) ? met + 1 : 0;
    }
    return look;
  }

  /** Evaluates maps between two looks, without effect on the stopping decision. */
  public MapEvaluation evaluate(long trials, List<ChannelStatistics> channels) {
    return MapEvaluation.of(rule, trials, channels, pixels);
  }

  /**
   * Returns the number of consecutive looks, up to the last, at which the rule was met; -1 if the
   * last one has refuted the gradients.
   */
  public int met() {
    return met;
  }

  /**
   * Restores an earlier state.
   *
   * @param metBefore earlier value of {@link #met}
   */
  public void restore(int metBefore) {
    met = metBefore;
  }

  /** Returns whether the last look has found gradients that differ from the average. */
  public boolean isRefuted() {
    return met == REFUTED;
  }

  /** Returns whether the targets were met at two consecutive looks. */
  public boolean isMet() {
    return met >= CONSECUTIVE_LOOKS;
  }
}
