package org.revcor.estimate;

import java.util.stream.LongStream;

/**
 * When maps are evaluated: after each of the first blocks, then at block counts about five percent
 * apart, and at the last.
 *
 * <p>Looks depend on the number of blocks folded and on nothing else; neither lanes nor wall clock
 * move them.
 *
 * @param blocks number of blocks of the study, at least 1
 */
public record Looks(long blocks) {
  private static final double SPACING = 1.05;

  /**
   * The looks that are due at up to {@code folded} blocks, each as its number of blocks, in order.
   */
  public LongStream upTo(long folded) {
    return LongStream.iterate(
        after(0), next -> next <= folded, next -> next == blocks ? Long.MAX_VALUE : after(next));
  }

  /** Whether a study of any greater length would look at so many blocks as well. */
  public boolean isRegular(long folded) {
    Looks endless = new Looks(Long.MAX_VALUE);
    return endless.upTo(folded).anyMatch(look -> look == folded);
  }

  /**
   * Number of folded blocks at which the look after the one at {@code folded} is due.
   *
   * @param folded blocks folded at the last look, 0 before the first
   */
  public long after(long folded) {
    return Math.min(blocks, Math.max(folded + 1, Math.round(folded * SPACING)));
  }
}
