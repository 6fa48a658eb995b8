package org.revcor.estimate;

import org.revcor.estimate.StimulusSums.StimulusMeans;

/** Sums of products of stimuli that the maps of all channels need. Not thread-safe. */
public interface CommonProducts {
  /** Adds a block. Blocks must be added in order; otherwise the last bits differ. */
  void add(Tally tally);

  /**
   * Returns means with what follows from the current sums, unaffected by later blocks.
   *
   * @param means means of the same trials
   */
  StimulusMeans complete(StimulusMeans means);

  /** Returns whether maps for display may use the products of somewhat fewer trials. */
  boolean mayLag();

  /** Returns a copy of the state for {@link #restore}. */
  double[] state();

  /**
   * Restores an earlier state.
   *
   * @param state state of products of the same number of values
   */
  void restore(double[] state);
}
