package org.revcor.estimate.covariance;

import org.revcor.estimate.Tally;

/** Second moments of a channel, whose eigenvectors are its axes. Not thread-safe. */
public sealed interface AxisMoments permits TriggeredMoments, GradientSketch {
  /** Adds a block. Blocks must be added in order; otherwise the last bits differ. */
  void add(Tally tally, int channel, int index);

  /** Returns a copy of the state for {@link #restore}. */
  double[] state();

  /** Restores an earlier state. */
  void restore(double[] state);
}
