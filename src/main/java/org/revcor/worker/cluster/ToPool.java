package org.revcor.worker.cluster;

import java.util.List;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.revcor.study.plan.StageFailure;
import org.revcor.worker.Task.LocalFailureException;

sealed interface ToPool extends WorkerPool.Command, ClusterMessage {
  ActorRef<Worker.Command> worker();

  /**
   * Requests tasks, as many of each study as fit the worker's lanes; repeated until accepted.
   *
   * @param attempt number of the request; the worker has no tasks of an earlier one
   */
  record Join(ActorRef<Worker.Command> worker, WorkerCard card, long attempt) implements ToPool {
    /** Refuses the message of another version if it does not say who joins. */
    public Join {
      Objects.requireNonNull(worker);
      Objects.requireNonNull(card);
    }
  }

  sealed interface MemberMessage extends ToPool {}

  /**
   * Renews the leases of a worker, once a second.
   *
   * @param memory resident bytes of its inference process; 0 if unknown
   * @param failures blocks since its start that failed, missed their deadline or were lost
   */
  record Alive(ActorRef<Worker.Command> worker, List<Long> tickets, long memory, long failures)
      implements MemberMessage {}

  record Done(ActorRef<Worker.Command> worker, long ticket, Bulk result) implements MemberMessage {}

  /**
   * A task has failed.
   *
   * @param isLocal whether another worker may compute the study
   */
  record Failed(ActorRef<Worker.Command> worker, long ticket, String message, boolean isLocal)
      implements MemberMessage {
    static Failed of(ActorRef<Worker.Command> worker, long ticket, Throwable failure) {
      return new Failed(
          worker, ticket, StageFailure.message(failure), failure instanceof LocalFailureException);
    }
  }

  /** The worker cannot compute a study, and has dropped its tasks. */
  record Declined(ActorRef<Worker.Command> worker, String study, String reason, long pauseSeconds)
      implements MemberMessage {}

  /** The worker ends; its tasks go to others. */
  record Leave(ActorRef<Worker.Command> worker) implements MemberMessage {}
}
