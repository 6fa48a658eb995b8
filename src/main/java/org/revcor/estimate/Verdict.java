package org.revcor.estimate;

/**
 * What a stopping rule says of one channel.
 *
 * @param standing where it stands
 * @param precision half-width, in the map's unit, of the interval that holds for all values of all
 *     maps and at all looks at once; NaN while it is not known
 * @param trialsTo number of trials of the study at which the channel may be expected to reach what
 *     the rule asks; what was shown if it has; NaN while that is not known
 */
public record Verdict(StoppingStatus standing, double precision, double trialsTo) {

  /** Whether the channel counts for the rule: all but rare ones. */
  boolean counts() {
    return standing != StoppingStatus.RARE;
  }

  /** Whether there are trials enough to say where the channel stands. */
  boolean judged() {
    return standing == StoppingStatus.SHORT || standing == StoppingStatus.REACHED;
  }
}
