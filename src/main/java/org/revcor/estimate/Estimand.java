package org.revcor.estimate;

/** The quantity that a map estimates. */
public enum Estimand {
  /**
   * {@code Cov(x, r) / E[r] = m_c - x̄}, with {@code m_c = Σrx/Σr} and x̄ the mean of all trials
   * shown.
   */
  CLASS_MAP("class-map"),
  /** The paper's {@code m_c = Σrx/Σr}, not centred. */
  TRIGGERED_MEAN("triggered-mean"),
  /**
   * {@code √(Σrx²/Σr)}: what the published code of the paper's authors averages in place of its
   * text's mean. Tallies of it hold sums of squares.
   */
  ROOT_MEAN_SQUARE("root-mean-square"),
  /** First-order Wiener kernel {@code Cov(x, r) / σ²}; that of a linear network is its weights. */
  FIRST_ORDER_KERNEL("first-order-kernel");

  private final String label;

  Estimand(String label) {
    this.label = label;
  }

  /** Whether maps are centred on the mean of all trials. */
  public boolean isCentred() {
    return this == CLASS_MAP || this == FIRST_ORDER_KERNEL;
  }

  /** Name in results. */
  public String label() {
    return label;
  }
}
