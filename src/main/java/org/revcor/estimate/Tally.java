package org.revcor.estimate;

import java.util.List;

/**
 * Sums of one block for the maps of all channels.
 *
 * <p>Half A is the first half of every block and half B the second, so the halves are balanced from
 * the first block on.
 *
 * @param block index of the block, from 0
 * @param nullMaps with a regression for each channel one row for each half: Σyu with shuffled
 *     responses; else empty
 */
public record Tally(long block, HalfTally a, HalfTally b, List<float[][]> nullMaps) {

  /** Creates a tally without null maps. */
  public Tally(long block, HalfTally a, HalfTally b) {
    this(block, a, b, List.of());
  }

  /** Returns the number of trials of the block. */
  public int trials() {
    return a.trials() + b.trials();
  }
}
