package org.revcor.estimate;

import java.util.stream.LongStream;

/**
 * Schedule of the looks: after each of the first blocks, then at block counts about 5 % apart, and
 * at the last block.
 *
 * <p>Looks depend on the number of accumulated blocks only, not on lanes or time.
 *
 * @param blocks number of blocks of the study, at least 1
 */
public record LookSchedule(long blocks) {
  private static final double SPACING = 1.05;

  /** Returns the looks due at up to {@code folded} blocks, as block counts in ascending order. */
  public LongStream upTo(long folded) {
    return LongStream.iterate(
        after(0), next -> next <= folded, next -> next == blocks ? Long.MAX_VALUE : after(next));
  }

  /**
   * Returns the looks that a run resumed at {@code folded} blocks keeps: not the last look of a
   * shorter study, which no longer one has.
   */
  public LongStream retainedAt(long folded) {
    return upTo(folded).filter(look -> look < folded || isRegular(look));
  }

  /** Returns whether every longer study also has a look at this number of blocks. */
  public boolean isRegular(long folded) {
    LookSchedule endless = new LookSchedule(Long.MAX_VALUE);
    return endless.upTo(folded).anyMatch(look -> look == folded);
  }

  /**
   * Returns the block count of the look after the one at {@code folded}.
   *
   * @param folded blocks at the last look, 0 before the first
   */
  public long after(long folded) {
    return Math.min(blocks, Math.max(folded + 1, Math.round(folded * SPACING)));
  }
}
