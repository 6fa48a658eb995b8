package org.revcor.estimate;

/**
 * Sums of one block for the maps of all channels.
 *
 * <p>Half A is the first half of every block and half B the second, so the halves are balanced from
 * the first block on.
 *
 * @param block index of the block, from 0
 */
public record Tally(long block, HalfTally a, HalfTally b) {
  /** Returns the number of trials of the block. */
  public int trials() {
    return a.trials() + b.trials();
  }
}
