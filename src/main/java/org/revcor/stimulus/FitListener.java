package org.revcor.stimulus;

/** Follows a fit, on the thread that asked for it. */
public interface FitListener {
  void progress(FitProgress progress);

  /**
   * Asked between parts of the work, of which finding eigenvectors, some seconds, is the longest;
   * true ends the fit without a basis.
   */
  default boolean stopped() {
    return false;
  }
}
