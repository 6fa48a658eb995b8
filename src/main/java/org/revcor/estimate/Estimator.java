package org.revcor.estimate;

/** Method that estimates the covariance of stimuli and responses. */
public enum Estimator {
  /** An average of the stimuli, weighted by the responses. */
  AVERAGE,
  /**
   * An average of gradients of the responses. For independent values {@code E[(x-μ) f] = E[τ(x)
   * ∇f]} with the Stein kernel τ of their law; each stimulus gives a gradient of one channel.
   */
  GRADIENT,

  /** Ridge regression of the responses on the scores of the stimuli in a basis of images. */
  REGRESSION
}
