package org.revcor.worker.cluster;

import org.apache.pekko.actor.typed.ActorRef;
import org.revcor.inference.NumericPlan;
import org.revcor.worker.TaskKind;

/** A message of the pool to a worker. */
sealed interface ToWorker extends Worker.Command, ClusterMessage {
  /**
   * The pool has accepted the worker.
   *
   * @param files sends the files of studies
   */
  record Joined(ActorRef<FileServer.Command> files) implements ToWorker {}

  /** The pool does not accept the worker. */
  record Refused(String reason) implements ToWorker {}

  /** The pool does not know the worker, which has to join again. */
  record Unknown() implements ToWorker {}

  /**
   * A study, before its first task; see {@link org.revcor.worker.StudyTask}.
   *
   * @param specification the study as JSON
   */
  record Begin(
      String study,
      Bulk specification,
      NumericPlan plan,
      int rowValues,
      String observerName,
      String observer,
      String stimuli)
      implements ToWorker {}

  /**
   * A task of a study, which the worker has as long as it renews the lease.
   *
   * @param images images to show; empty for blocks
   */
  record Lease(long ticket, String study, TaskKind kind, long block, Bulk images)
      implements ToWorker {}

  /** The result of a task has arrived, or is not needed. */
  record Received(long ticket) implements ToWorker {}

  /** The pool has heard of the worker. */
  record Heard() implements ToWorker {}

  /** A study needs no further tasks. */
  record Forget(String study) implements ToWorker {}
}
