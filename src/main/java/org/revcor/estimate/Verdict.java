package org.revcor.estimate;

/**
 * Result of a stopping rule for one channel.
 *
 * @param status stopping status
 * @param precision half-width, in the unit of the map, of the interval that holds for all values of
 *     all maps at all looks simultaneously; NaN while it is unknown
 * @param trialsTo expected number of trials at which the channel reaches the targets; the current
 *     number if it has reached them; NaN while it is unknown
 */
public record Verdict(StoppingStatus status, double precision, double trialsTo) {

  /** Returns whether the channel counts for the rule, that is, is not rare. */
  boolean isCounted() {
    return status != StoppingStatus.RARE;
  }

  /** Returns whether there are enough trials to judge the channel. */
  boolean isJudged() {
    return status == StoppingStatus.SHORT || status == StoppingStatus.REACHED;
  }
}
