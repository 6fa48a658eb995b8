package org.revcor.lane;

/** Sums that take the trials of half a block all at once, when its last batch was shown. */
public sealed interface HalfBlockSums permits SecondMoments, NullMaps {
  /** Means μ of the values of what is averaged, under their law. */
  double[] mean();

  /** How often the responses are shuffled among the trials of the half-block. */
  int shuffles();
}
