package org.revcor.stimulus;

import java.time.Duration;

/** What a fit tells while it goes on. */
public sealed interface FitProgress {

  /**
   * A part of the work is done.
   *
   * @param name what is being done, in a word
   * @param plane plane under way, from 1
   * @param planes planes in all
   * @param share of all work, estimated, in [0,1]
   * @param remaining time that is left at the pace so far
   */
  record Step(String name, int plane, int planes, double share, Duration remaining)
      implements FitProgress {}

  /**
   * A plane is fitted.
   *
   * @param plane number of the plane, from 1
   * @param planes planes in all
   * @param explained share of the variance of the weights that the components explain, in [0,1]
   * @param elapsed time since the begin of the fit
   */
  record PlaneFitted(int plane, int planes, double explained, Duration elapsed)
      implements FitProgress {}
}
