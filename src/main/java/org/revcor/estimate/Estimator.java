package org.revcor.estimate;

/** How the covariance of stimuli and responses is estimated. */
public enum Estimator {
  /** From the stimuli, weighted by the responses. */
  AVERAGE(1),
  /**
   * From gradients of the responses: for independent values {@code E[(x-μ) f] = E[τ(x) ∇f]} with
   * the Stein kernel τ of their law. Each stimulus gives one for a single channel.
   */
  GRADIENT(3),
  /** From both, each pixel weighing them by how much they were seen to vary between the halves. */
  COMBINED(3);

  private final double forwardsPerTrial;

  Estimator(double forwardsPerTrial) {
    this.forwardsPerTrial = forwardsPerTrial;
  }

  /** Work of a trial, in forward passes of the observer that take as long. */
  public double forwardsPerTrial() {
    return forwardsPerTrial;
  }

  /** Whether it takes gradients. */
  public boolean takesGradients() {
    return this != AVERAGE;
  }

  /** Whether it takes responses with their stimuli. */
  public boolean takesAverages() {
    return this != GRADIENT;
  }
}
