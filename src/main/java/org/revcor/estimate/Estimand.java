package org.revcor.estimate;

/** The quantity that a map estimates. */
public enum Estimand {
  /**
   * {@code Cov(x, r) / E[r] = m_c - x̄}, with {@code m_c = Σrx/Σr} and x̄ the mean of all trials
   * shown.
   */
  CLASS_MAP,
  /** {@code m_c = Σrx/Σr}, not centred, as in the paper. */
  TRIGGERED_MEAN,
  /**
   * {@code √(Σrx²/Σr)}, as in the published code of the paper's authors, whose text describes the
   * mean. Its tallies contain sums of squares.
   */
  ROOT_MEAN_SQUARE,
  /** First-order Wiener kernel {@code Cov(x, r) / σ²}; for a linear network, its weights. */
  FIRST_ORDER_KERNEL;

  /** Returns whether maps are centred on the mean of all trials. */
  public boolean isCentred() {
    return this == CLASS_MAP || this == FIRST_ORDER_KERNEL;
  }

  /** Returns the definition by averages. */
  public String definition() {
    return switch (this) {
      case CLASS_MAP -> "Cov(x, r) / mean(r)";
      case TRIGGERED_MEAN -> "sum(r x) / sum(r)";
      case ROOT_MEAN_SQUARE -> "sqrt(sum(r x^2) / sum(r))";
      case FIRST_ORDER_KERNEL -> "Cov(x, r) / variance";
    };
  }
}
