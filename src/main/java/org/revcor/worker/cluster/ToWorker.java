package org.revcor.worker.cluster;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.revcor.worker.StudyDescription;
import org.revcor.worker.Task.TaskKind;

sealed interface ToWorker extends Worker.Command, ClusterMessage {
  /** The pool has accepted the worker. */
  record Joined(ActorRef<FileServer.Command> files) implements ToWorker {}

  record Refused(String reason) implements ToWorker {}

  /** The pool does not know the worker, which has to join again. */
  record Unknown() implements ToWorker {}

  /** A study, before its first task. */
  record Begin(StudyDescription study, Bulk specification) implements ToWorker {
    static Begin of(StudyDescription study, Function<byte[], Bulk> bulk) {
      return new Begin(
          study.with(study.id(), ""),
          bulk.apply(study.specification().getBytes(StandardCharsets.UTF_8)));
    }

    StudyDescription description(String name, byte[] json) {
      return study.with(name, new String(json, StandardCharsets.UTF_8));
    }
  }

  /**
   * A task of a study, which the worker has as long as it renews the lease.
   *
   * @param input images to show, or outputs to reduce; else empty
   */
  record Lease(long ticket, String study, TaskKind kind, long block, Bulk input)
      implements ToWorker {}

  record Received(long ticket) implements ToWorker {}

  /** The pool has received a message of the worker. */
  record Heard() implements ToWorker {}

  /** A study needs no further tasks. */
  record Forget(String study) implements ToWorker {}
}
