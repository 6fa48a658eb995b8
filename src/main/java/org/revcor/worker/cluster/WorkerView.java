package org.revcor.worker.cluster;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.revcor.inference.Platform;

/**
 * A worker as users see it.
 *
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
  /**
   * Returns a worker of a pool.
   *
   * @param now seconds, as in {@link Leases#grant}
   */
  static WorkerView of(PoolWorker member, Map<String, Platform> studies, long now) {
    Map<String, String> notEligible = new HashMap<>();
    studies.forEach(
        (study, platform) ->
            obstacle(member, study, platform, now)
                .ifPresent(reason -> notEligible.put(study, reason)));
    return new WorkerView(
        member.card(),
        member.state(),
        member.held().size(),
        member.speed().trialsPerSecond(),
        member.contact().last(),
        member.memory(),
        Map.copyOf(notEligible));
  }

  private static Optional<String> obstacle(
      PoolWorker member, String study, Platform platform, long now) {
    return member.card().platforms().contains(platform)
        ? member.refusal(study, now)
        : Optional.of(
            "the study's platform is %s, the worker's %s"
                .formatted(platform.inWords(), member.card().platform().inWords()));
  }

  public enum State {
    READY,
    /** It does not respond; its tasks are given to others. */
    LOST
  }
}
