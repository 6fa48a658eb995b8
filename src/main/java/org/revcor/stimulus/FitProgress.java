package org.revcor.stimulus;

import java.time.Duration;

/** Progress of a fit. */
public sealed interface FitProgress {

  /**
   * Progress within a plane.
   *
   * @param name current step, in one word
   * @param plane current plane, from 1
   * @param planes number of planes
   * @param share estimated completed share of all work, in [0,1]
   * @param remaining estimated remaining time
   */
  record Step(String name, int plane, int planes, double share, Duration remaining)
      implements FitProgress {}

  /**
   * A plane is complete.
   *
   * @param plane number of the plane, from 1
   * @param planes number of planes
   * @param explained share of the variance of the weights that the components explain, in [0,1]
   * @param elapsed time since the start of the fit
   */
  record PlaneFitted(int plane, int planes, double explained, Duration elapsed)
      implements FitProgress {}

  /** Receives the progress of a fit, on the thread that runs {@link GaborFit#run}. */
  interface FitListener {
    default void progress(FitProgress progress) {
      // ignored
    }

    /**
     * Returns true to end the fit without a basis. Called between steps of the fit; the longest
     * step, finding all eigenvectors, takes seconds, and two minutes for 4,096 values.
     */
    boolean stopped();
  }
}
