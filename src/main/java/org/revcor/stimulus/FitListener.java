package org.revcor.stimulus;

/** Receives the progress of a fit, on the thread that runs {@link GaborFit#run}. */
public interface FitListener {
  default void progress(FitProgress progress) {
    // ignored
  }

  /**
   * Returns true to end the fit without a basis. Called between steps of the fit; the longest step,
   * finding eigenvectors, takes some seconds.
   */
  boolean stopped();
}
