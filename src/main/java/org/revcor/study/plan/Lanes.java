package org.revcor.study.plan;

import java.util.concurrent.CompletionStage;
import org.revcor.RefusedException;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.inference.StudyInference;

/**
 * The lanes that studies share: those of this process ({@code LocalLanes}), as in commands, or of
 * others ({@code PoolLanes}), as in a server. Thread-safe.
 */
public interface Lanes {
  /** Completes when the lanes run. */
  CompletionStage<?> started();

  /**
   * Returns the platform of the lanes; waits until they run.
   *
   * @throws RefusedException if they have not started in time
   */
  Platform platform();

  /** Returns the platform for a study that was started before, as {@link #platform}. */
  default Platform platformFor(NumericPlan earlier) {
    return platform();
  }

  /** Returns the number of lanes, as {@link #platform}. */
  int count();

  /**
   * Returns the inference of a study.
   *
   * @param id name of the study, unique among those that use the lanes
   */
  StudyInference of(String id, PreparedStudy study);
}
