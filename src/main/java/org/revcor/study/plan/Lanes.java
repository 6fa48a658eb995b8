package org.revcor.study.plan;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.revcor.RefusedException;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.inference.StudyInference;
import org.revcor.study.specification.StudySpecification;

/**
 * The lanes that studies share: those of this process ({@code LocalLanes}), as in commands, or of
 * others ({@code PoolLanes}), as in a server. Thread-safe.
 */
public interface Lanes {
  /** Completes when the lanes run. */
  CompletionStage<?> started();

  /** Returns whether there are lanes, running or about to start; false until a worker joins. */
  default boolean exist() {
    return true;
  }

  /**
   * Returns the platform of the lanes; waits until they run.
   *
   * @throws RefusedException if they have not started in time, or no worker has joined
   */
  Platform platform();

  /** Returns the platform for a study that was started before, as {@link #platform}. */
  default Platform platformFor(NumericPlan earlier) {
    return platform();
  }

  /**
   * Prepares a study; throws as {@link PreparedStudy#of} and {@link #platform}.
   *
   * @param earlier plan of the earlier run of a study that was started before
   */
  default PreparedStudy prepare(
      StudySpecification specification,
      Optional<NumericPlan> earlier,
      Materials materials,
      Capacity capacity) {
    return earlier
        .map(
            plan ->
                PreparedStudy.ofEarlier(
                    specification, plan, materials, platformFor(plan), capacity))
        .orElseGet(() -> PreparedStudy.of(specification, materials, platform(), capacity));
  }

  int count();

  /**
   * Returns the inference of a study.
   *
   * @param id name of the study, unique among those that use the lanes
   */
  StudyInference of(String id, PreparedStudy study);
}
