package org.revcor.estimate;

/** How the covariance of stimuli and responses is estimated. */
public enum Estimator {
  /** From the stimuli, weighted by the responses. */
  AVERAGE,
  /**
   * From gradients of the responses: for independent values {@code E[(x-μ) f] = E[τ(x) ∇f]} with
   * the Stein kernel τ of their law. Each stimulus gives one for a single channel. Of values that
   * are 0 or 1, {@code E[(x-μ) f] = σ² E[f(1) - f(0)]}, and each stimulus gives one for all.
   */
  GRADIENT,
  /** From both, each pixel weighing them by how much they were seen to vary between the halves. */
  COMBINED;

  /** Whether it takes gradients. */
  public boolean takesGradients() {
    return this != AVERAGE;
  }

  /** Whether it takes responses with their stimuli. */
  public boolean takesAverages() {
    return this != GRADIENT;
  }
}
