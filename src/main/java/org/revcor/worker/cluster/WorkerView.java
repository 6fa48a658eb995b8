package org.revcor.worker.cluster;

import java.time.Instant;
import java.util.Map;

/**
 * A worker as users see it.
 *
 * @param tasks number of tasks that it has
 * @param trialsPerSecond trials of the last seconds
 * @param memory resident bytes of its inference process; 0 if unknown
 * @param notEligible why it takes no tasks of studies, by id
 */
public record WorkerView(
    WorkerCard card,
    State state,
    int tasks,
    double trialsPerSecond,
    Instant lastContact,
    long memory,
    Map<String, String> notEligible) {
  /** Whether a worker gets tasks. */
  public enum State {
    READY,
    /** It finishes the tasks that it has. */
    DRAINING,
    /** It does not respond; its tasks are given to others. */
    LOST
  }
}
