package org.revcor.worker;

/** What a task computes. */
public enum TaskKind {
  /** The sums of a block: a {@link org.revcor.estimate.Tally}. */
  SUMS,
  /** The differences of a block from float32: {@link org.revcor.inference.RoundedOutputs}. */
  ROUNDING,
  /** The class probabilities of images, n x classes. */
  PROBABILITIES
}
