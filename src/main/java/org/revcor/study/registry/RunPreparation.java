package org.revcor.study.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.revcor.RefusedException;
import org.revcor.RefusedException.Reason;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.plan.StageFailure;
import org.revcor.study.registry.StudyRegistry.StudyMessage;
import org.revcor.study.results.Resumption;
import org.revcor.study.results.Resumption.CannotResumeException;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.StudyRun;
import org.revcor.study.run.StudyRun.RunSettings;
import org.revcor.study.run.StudyStatus;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/** Prepares studies, and the next runs of existing ones. Blocks; see {@link FileWork}. */
record RunPreparation(
    StudyServices services, ActorRef<StudyRegistry.Command> registry, ActorSystem<?> system) {

  record PreparedRun(StudyStatus status, Resumption resumption, RunDirectory directory) {
    /** Subscribers of a run: the study's actor and the live feed. */
    private static final int SUBSCRIBERS = 2;

    Behavior<StudyRun.Command> run(StudyServices services) {
      return StudyRun.create(
          status,
          resumption,
          directory,
          services.lanes(),
          new RunSettings(
              SUBSCRIBERS,
              services.settings().checkpointInterval(),
              services.settings().lease(),
              Optional.empty()),
          services.meters());
    }
  }

  /** Why a study resumes. */
  enum Start {
    REQUESTED,
    FROM_QUEUE,
    /** It ran when the server stopped: it is only counted, not refused for its memory. */
    AFTER_RESTART;

    /** Returns whether a study that could not start can do so later. */
    boolean isTemporary(Throwable failure) {
      Throwable cause = StageFailure.of(failure);
      boolean isMemory = Reason.MEMORY.isOf(cause);
      boolean isStorage = Reason.STORAGE.isOf(cause) || isOfItsFiles(cause);
      return switch (this) {
        case REQUESTED -> isMemory;
        case AFTER_RESTART -> isMemory || isStorage;
        case FROM_QUEUE ->
            isMemory
                || isStorage
                || Reason.UNAVAILABLE.isOf(cause)
                || cause instanceof TimeoutException;
      };
    }
  }

  /** Returns whether only the files of the study cannot be read or written. */
  private static boolean isOfItsFiles(Throwable cause) {
    return cause instanceof UncheckedIOException;
  }

  /** Returns the message about a study that waits since it could not start. */
  static StudyMessage.Requeued requeued(String id, int attempt, Throwable failure) {
    Throwable cause = StageFailure.of(failure);
    return new StudyMessage.Requeued(
        id,
        attempt,
        Reason.MEMORY.isOf(cause) ? null : StageFailure.message(failure),
        !isOfItsFiles(cause));
  }

  static boolean hasRun(StudyView inactive) {
    return inactive.lifecycle().state() != StudyState.PAUSED
        || inactive.storage().checkpoint() != null;
  }

  PreparedStudy prepare(StudySpecification specification) {
    return services
        .lanes()
        .prepare(specification, Optional.empty(), services.materials(), services.capacity());
  }

  /**
   * Prepares a new study that waits until a worker joins; its numeric plan is made again for the
   * platform of the worker.
   */
  PreparedStudy prepareWithoutLanes(StudySpecification specification) {
    return PreparedStudy.of(
        specification, services.materials(), Platform.ofThisProcessor(), services.capacity());
  }

  /**
   * Prepares the next run of an existing study, if memory and disk space suffice.
   *
   * @param before the study as it was before it was queued or resumed
   * @throws RefusedException if it cannot resume, and its run directory is unchanged; or if no
   *     study can be written. {@code MEMORY} if the memory does not suffice, {@code STORAGE} if a
   *     study that has not run yet does not fit on the disk
   * @throws org.revcor.InvalidInputException if this server cannot run the study
   */
  PreparedRun prepareRun(StudyView before, Start start, Continuation how) {
    RunDirectory directory = services.files().directory(before.id());
    JsonNode specification = before.setup().specification();
    Resumption resumption =
        switch (how) {
          case Continuation.FromCheckpoint resume -> resumption(before, specification);
          case Continuation.WithTrials(long maxTrials) ->
              resumption(before, StudyFile.withTrials(specification, maxTrials));
          case Continuation.Finish finish -> resumption(before, specification);
          case Continuation.Restart restart ->
              Resumption.ofNew(prepare(StudyFile.of(specification)));
        };
    requireSpace(resumption.study(), before, start);
    StudyStatus status =
        new StudyStatus(
            before.id(),
            resumption.study(),
            before.lifecycle().created(),
            before.lifecycle().owner());
    status.label(before.labels());
    try {
      if (how instanceof Continuation.Restart) {
        directory.deleteRun(Optional.of(before));
      }
      directory.prepare(resumption, status.view());
    } catch (IOException failed) {
      boolean isQueued = start == Start.FROM_QUEUE && before.lifecycle().state().isInactive();
      recordAgain(isQueued ? before.queued() : before, directory, failed);
      throw services.files().failure(directory.folder(), failed);
    }
    return new PreparedRun(status, resumption, directory);
  }

  private void requireSpace(PreparedStudy study, StudyView before, Start start) {
    if (start == Start.AFTER_RESTART) {
      registry.tell(new StudyMessage.ReserveMemory(before, study, system.ignoreRef()));
      return;
    }
    AskPattern.<StudyRegistry.Command, Done>askWithStatus(
            registry,
            replyTo -> new StudyMessage.ReserveMemory(before, study, replyTo),
            StudyRegistry.REPLY_TIMEOUT,
            system.scheduler())
        .toCompletableFuture()
        .join();
    if (!hasRun(before)) {
      services.files().requireSpace(services.capacity().diskBytes(study));
    }
  }

  /** Keeps the next start of the server from running what could not be prepared. */
  private static void recordAgain(StudyView recorded, RunDirectory directory, IOException failed) {
    try {
      boolean resumable = !directory.checkpoints().isEmpty();
      directory.writeRecord(resumable ? recorded : recorded.withoutCheckpoint());
    } catch (IOException alsoFailed) {
      failed.addSuppressed(alsoFailed);
    }
  }

  private Resumption resumption(StudyView earlier, JsonNode specification) {
    StudySpecification study = StudyFile.of(specification);
    NumericPlan plan = earlier.setup().plan();
    try {
      if (!hasRun(earlier)) { // its plan may be for other lanes
        PreparedStudy prepared = prepare(study);
        return Resumption.ofNew(
            Resumption.requireSameStudy(prepared.withPlan(plan), earlier)
                .withPlan(prepared.plan()));
      }
      PreparedStudy prepared =
          services
              .lanes()
              .prepare(study, Optional.of(plan), services.materials(), services.capacity());
      return Resumption.of(
          Resumption.requireSameStudy(prepared, earlier), services.files().directory(earlier.id()));
    } catch (CannotResumeException e) {
      throw RefusedException.conflict(
          "study %s cannot resume (%s); it can be restarted"
              .formatted(earlier.id(), e.getMessage()));
    }
  }
}
