package org.revcor.worker;

/** What a task computes. */
public enum TaskKind {
  /** The sums of a block: a {@link org.revcor.estimate.Tally}. */
  SUMS,
  /** The sums of a block from given outputs: a {@link org.revcor.estimate.Tally}. */
  SUMS_OF_OUTPUTS,
  /** The stimuli of a block as its observer is shown them, as a NumPy file. */
  STIMULI,
  /** The differences of a block from float32: {@link org.revcor.inference.RoundedOutputs}. */
  ROUNDING,
  /** The class probabilities of images, n x classes. */
  PROBABILITIES
}
