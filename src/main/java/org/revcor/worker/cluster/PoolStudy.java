package org.revcor.worker.cluster;

import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.revcor.inference.StudyInference.Availability;

/** What a pool knows of a study until its run ends. */
final class PoolStudy {
  private @Nullable ActorRef<Availability> listener;
  private @Nullable Availability reported;
  private @Nullable String failure;

  /** Sets who gets the next availability, and each change of it. */
  void setListener(ActorRef<Availability> run) {
    listener = run;
    reported = null;
  }

  /** Returns whether no other run reports its availability. */
  boolean isOf(ActorRef<Availability> run) {
    return listener == null || listener.equals(run);
  }

  /** Reports whether workers can take its tasks, if that has changed. */
  void report(Availability availability) {
    if (listener != null && !availability.equals(reported)) {
      reported = availability;
      listener.tell(availability);
    }
  }

  /**
   * Forgets its failure, as its tasks are forgotten, and reports its availability again. Returns
   * whether it has a run that gets that.
   */
  boolean forget() {
    failure = null;
    reported = null;
    return listener != null;
  }

  void fail(String problem) {
    failure = problem;
  }

  /** Returns why its tasks are not computed; empty if they are. */
  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }
}
