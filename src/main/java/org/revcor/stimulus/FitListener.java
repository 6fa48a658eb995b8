package org.revcor.stimulus;

/** Receives the progress of a fit, on the thread that runs {@link GaborFit#run}. */
public interface FitListener {
  void progress(FitProgress progress);

  /**
   * Returns true to end the fit without a basis. Called between steps of the fit; the longest step,
   * finding eigenvectors, takes some seconds.
   */
  default boolean stopped() {
    return false;
  }
}
