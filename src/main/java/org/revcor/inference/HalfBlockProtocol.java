package org.revcor.inference;

/** Sums that need all trials of half a block at once, after its last batch. */
public sealed interface HalfBlockProtocol
    permits SecondMomentProtocol, GradientSketchProtocol, NullMapProtocol, RegressionProtocol {
  /** Returns the means μ of the averaged values under their law. */
  double[] mean();
}
