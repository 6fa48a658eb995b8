package org.revcor.study.specification;

/** The definition of the reported classification image. The literature has several. */
public enum Conventions {
  /** Maps centred on the mean of all trials; kernels for readouts without a natural zero. */
  DEFAULT,
  /** {@code Σrx/Σr}, as in the paper. */
  PAPER,
  /**
   * The definition in the published code of the paper's authors: {@code √(Σrx²/Σr)}. Images that
   * are matched with it are min-max scaled.
   */
  AUTHORS
}
