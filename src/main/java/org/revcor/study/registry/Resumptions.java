package org.revcor.study.registry;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.revcor.RevcorException;
import org.revcor.study.plan.Cause;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.StudyConflictException;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.StudyRun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resumes studies: at a user's request, or at start those that ran when the server stopped. Only
 * for the studies' actor.
 */
final class Resumptions {
  private static final Logger LOG = LoggerFactory.getLogger(Resumptions.class);

  private final Launcher launcher;
  private final StudyArchive archive;
  private final RunningStudies running;
  private final InactiveStudies inactive;
  private final Function<Launcher.Launch, ActorRef<StudyRun.Command>> begin;
  private final BiConsumer<StudyView, String> fail;
  private final Executor blocking;
  private final Executor actor;

  /**
   * @param begin starts a run
   * @param fail records the failure of a study and its cause
   * @param blocking executor for file access
   * @param actor the studies' actor
   */
  Resumptions(
      Launcher launcher,
      StudyArchive archive,
      RunningStudies running,
      InactiveStudies inactive,
      Function<Launcher.Launch, ActorRef<StudyRun.Command>> begin,
      BiConsumer<StudyView, String> fail,
      Executor blocking,
      Executor actor) {
    this.launcher = launcher;
    this.archive = archive;
    this.running = running;
    this.inactive = inactive;
    this.begin = begin;
    this.fail = fail;
    this.blocking = blocking;
    this.actor = actor;
  }

  /** Handles a request, and replies once its study runs or is rejected. */
  void resume(Studies.Resume resume) {
    String id = resume.id();
    try {
      StudyView study = archive.require(id);
      running.requireOpen();
      if (!running.isBusy(id)) {
        resume.how().requireUseful(study);
        inactive.requireUnused(id);
        running.requireCapacity();
        Admission.Memory memory = running.memory();
        launch(study, resume.how(), starting -> memory.require(List.of(starting)))
            .whenComplete(
                (now, failure) ->
                    resume
                        .replyTo()
                        .tell(
                            failure == null
                                ? StatusReply.success(now)
                                : StatusReply.error(Cause.of(failure))));
      } else if (resume.how() instanceof Continuation.FromCheckpoint && !running.isPausing(id)) {
        resume.replyTo().tell(StatusReply.success(study));
      } else {
        throw new StudyConflictException(
            "study %s is running; %s it first and wait until it is inactive"
                .formatted(id, resume.how() instanceof Continuation.Restart ? "stop" : "pause"));
      }
    } catch (RevcorException refused) {
      resume.replyTo().tell(StatusReply.error(refused));
    }
  }

  /** Resumes a study that ran when the server stopped, without an admission check. */
  void resumeAfterStop(StudyView study) {
    launch(study, new Continuation.FromCheckpoint(), prepared -> {})
        .whenComplete(
            (now, failure) -> {
              if (failure != null) {
                String problem = Cause.message(Cause.of(failure));
                fail.accept(study, problem);
                LOG.warn("study {} failed: {}", study.id(), problem);
              }
            });
  }

  /**
   * @param admission called on another thread; throws to reject the study
   * @return completes on the studies' actor
   */
  private CompletionStage<StudyView> launch(
      StudyView study, Continuation how, Consumer<PreparedStudy> admission) {
    running.addLaunching(study.id());
    return CompletableFuture.supplyAsync(() -> launcher.launch(study, how, admission), blocking)
        .whenCompleteAsync((launch, failure) -> running.removeLaunching(study.id()), actor)
        .thenApply(
            launch -> {
              StudyView started = launch.status().view();
              ActorRef<StudyRun.Command> run = begin.apply(launch);
              if (how instanceof Continuation.Finish) {
                run.tell(new StudyRun.Stop());
              }
              LOG.info("study {} resumes at trial {}", study.id(), launch.resumption().trials());
              return started;
            });
  }
}
