package org.revcor.study;

/** Which of the quantities that the literature calls a classification image is reported. */
public enum Conventions {
  /** Centred on the mean of all trials; kernels for readouts without a natural zero. */
  DEFAULT,
  /** {@code Σrx/Σr}, as in the paper. */
  PAPER
}
