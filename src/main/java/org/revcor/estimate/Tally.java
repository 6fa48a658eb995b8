package org.revcor.estimate;

import java.util.List;

/**
 * What one block adds to the maps of all channels.
 *
 * <p>Half A is the first half of every block and half B the second, so that the halves are balanced
 * from the first block on.
 *
 * @param block index of the block, from 0
 * @param nullMaps for each channel Σr(x-μ) over both halves with the responses shuffled among the
 *     trials of either, μ being the means of the law: shuffles x values of a map; empty unless they
 *     are asked for
 */
public record Tally(long block, HalfTally a, HalfTally b, List<float[][]> nullMaps) {

  /** Without null maps. */
  public Tally(long block, HalfTally a, HalfTally b) {
    this(block, a, b, List.of());
  }

  /** Number of trials of the block. */
  public int trials() {
    return a.trials() + b.trials();
  }

  /** Number of channels. */
  public int channels() {
    return a.responses().length;
  }
}
