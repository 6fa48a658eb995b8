package org.revcor.estimate;

/** Method that estimates the covariance of stimuli and responses. */
public enum Estimator {
  /** An average of the stimuli, weighted by the responses. */
  AVERAGE,
  /**
   * An average of gradients of the responses. For independent values {@code E[(x-μ) f] = E[τ(x)
   * ∇f]} with the Stein kernel τ of their law; each stimulus gives a gradient of one channel. For
   * values of 0 or 1, {@code E[(x-μ) f] = σ² E[f(1) - f(0)]}, and each stimulus gives differences
   * of all channels.
   */
  GRADIENT,
  /** Both averages, weighted in each pixel by their variation between the halves. */
  COMBINED,
  /** Ridge regression of the responses on the scores of the stimuli in a basis of images. */
  REGRESSION;

  /** Returns whether it uses gradients. */
  public boolean takesGradients() {
    return this == GRADIENT || this == COMBINED;
  }

  /** Returns whether it uses stimuli weighted by responses. */
  public boolean takesAverages() {
    return this != GRADIENT;
  }
}
