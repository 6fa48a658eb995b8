package org.revcor.study.specification;

/** Which of the quantities that the literature calls a classification image is reported. */
public enum Conventions {
  /** Centred on the mean of all trials; kernels for readouts without a natural zero. */
  DEFAULT,
  /** {@code Σrx/Σr}, as in the paper. */
  PAPER,
  /**
   * As the published code of the paper's authors has it: {@code √(Σrx²/Σr)}, and min-max scaled
   * where images are matched with it.
   */
  AUTHORS
}
