package org.revcor.study.registry;

import java.io.UncheckedIOException;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.revcor.RefusedException.Reason;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.plan.StageFailure;
import org.revcor.study.record.StudyState;
import org.revcor.study.registry.StudyRegistry.FromStudy;
import org.revcor.study.results.StudyView;

/**
 * Checks that memory and disk space suffice for an existing study that is about to start. Blocks.
 *
 * @param before the study as it was before
 * @param isAfterRestart whether it ran when the server stopped; it is only counted, not refused
 */
record StartCheck(
    StudyServices services,
    ActorRef<StudyRegistry.Command> registry,
    ActorSystem<?> system,
    StudyView before,
    boolean isAfterRestart) {

  /**
   * Throws a {@link org.revcor.RefusedException}: {@code MEMORY} if the memory does not suffice,
   * {@code STORAGE} if a study that has not run yet does not fit on the disk.
   */
  void require(PreparedStudy study) {
    if (isAfterRestart) {
      registry.tell(new FromStudy.ReserveMemory(before, study, system.ignoreRef()));
      return;
    }
    AskPattern.<StudyRegistry.Command, Done>askWithStatus(
            registry,
            replyTo -> new FromStudy.ReserveMemory(before, study, replyTo),
            StudyRegistry.REPLY_TIMEOUT,
            system.scheduler())
        .toCompletableFuture()
        .join();
    if (!hasRun(before)) {
      DiskSpace.of(services.settings()).require(services.capacity().diskBytes(study));
    }
  }

  /** Returns whether an inactive study has results. */
  static boolean hasRun(StudyView inactive) {
    return inactive.lifecycle().state() != StudyState.PAUSED
        || inactive.storage().checkpoint() != null;
  }

  /** Returns the message about a study that waits since it could not start. */
  static FromStudy.Requeued requeued(String id, int attempt, Throwable failure) {
    return new FromStudy.Requeued(
        id, attempt, isMemory(failure) ? null : StageFailure.message(failure), !isOfFiles(failure));
  }

  /** Returns whether memory is lacking, which other studies release. */
  static boolean isMemory(Throwable failure) {
    return Reason.MEMORY.isOf(StageFailure.of(failure));
  }

  /** Returns whether disk space is lacking, or files cannot be read or written. */
  static boolean isStorage(Throwable failure) {
    return Reason.STORAGE.isOf(StageFailure.of(failure)) || isOfFiles(failure);
  }

  /** Returns whether only the files of the study cannot be read or written. */
  private static boolean isOfFiles(Throwable failure) {
    return StageFailure.of(failure) instanceof UncheckedIOException;
  }

  /** Returns whether a study of the queue that could not start can do so later. */
  static boolean isTemporary(Throwable failure) {
    Throwable cause = StageFailure.of(failure);
    return isStorage(cause) || Reason.UNAVAILABLE.isOf(cause) || cause instanceof TimeoutException;
  }
}
