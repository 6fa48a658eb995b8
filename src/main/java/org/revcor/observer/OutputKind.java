package org.revcor.observer;

/** What the numbers mean that an observer gives for a class. */
public enum OutputKind {
  /**
   * Real numbers; softmax (or, of a single one, the logistic function) makes them probabilities.
   */
  LOGITS,
  /** Numbers in [0,1] that sum to one over the classes. */
  PROBABILITIES
}
