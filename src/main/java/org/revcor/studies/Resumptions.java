package org.revcor.studies;

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
import org.revcor.study.Cause;
import org.revcor.study.PreparedStudy;
import org.revcor.study.StudyConflictException;
import org.revcor.study.StudyRun;
import org.revcor.study.StudyView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Studies that go on: those that somebody resumes, and those that ran when a server ended. Used by
 * the studies' actor alone.
 */
final class Resumptions {
  private static final Logger LOG = LoggerFactory.getLogger(Resumptions.class);

  private final Launcher launcher;
  private final StudyArchive archive;
  private final RunningStudies running;
  private final InactiveStudies resting;
  private final Function<Launcher.Launch, ActorRef<StudyRun.Command>> begin;
  private final BiConsumer<StudyView, String> fail;
  private final Executor blocking;
  private final Executor actor;

  /**
   * @param begin has a study run
   * @param fail sets down that a study has failed, and why
   * @param blocking where folders are read
   * @param actor the studies' actor
   */
  Resumptions(
      Launcher launcher,
      StudyArchive archive,
      RunningStudies running,
      InactiveStudies resting,
      Function<Launcher.Launch, ActorRef<StudyRun.Command>> begin,
      BiConsumer<StudyView, String> fail,
      Executor blocking,
      Executor actor) {
    this.launcher = launcher;
    this.archive = archive;
    this.running = running;
    this.resting = resting;
    this.begin = begin;
    this.fail = fail;
    this.blocking = blocking;
    this.actor = actor;
  }

  /** Answers a request, now or when its study goes on. */
  void take(Studies.Resume resume) {
    String id = resume.id();
    try {
      StudyView study = archive.require(id);
      running.requireOpen();
      if (!running.isBusy(id)) {
        resume.how().requireUseful(study);
        resting.requireUnused(id);
        running.requireRoom();
        Admission.Memory memory = running.memory();
        launch(study, resume.how(), going -> memory.require(List.of(going)))
            .whenComplete(
                (now, failure) ->
                    resume
                        .replyTo()
                        .tell(
                            failure == null
                                ? StatusReply.success(now)
                                : StatusReply.error(Cause.of(failure))));
      } else if (resume.how() instanceof Continuation.AsItWas && !running.isPausing(id)) {
        resume.replyTo().tell(StatusReply.success(study));
      } else {
        throw new StudyConflictException(
            "study %s runs; %s it first, or ask again when it rests"
                .formatted(id, resume.how() instanceof Continuation.Anew ? "stop" : "pause"));
      }
    } catch (RevcorException refused) {
      resume.replyTo().tell(StatusReply.error(refused));
    }
  }

  /** Has a study go on that ran when a server ended, which had room for it. */
  void takeUp(StudyView study) {
    launch(study, new Continuation.AsItWas(), admitted -> {})
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
   * @param admitted is asked, on another thread, whether there is room for it
   * @return completes on the studies' actor
   */
  private CompletionStage<StudyView> launch(
      StudyView study, Continuation how, Consumer<PreparedStudy> admitted) {
    running.launching(study.id());
    return CompletableFuture.supplyAsync(() -> launcher.launch(study, how, admitted), blocking)
        .whenCompleteAsync((launch, failure) -> running.launched(study.id()), actor)
        .thenApply(
            launch -> {
              StudyView begun = launch.status().view();
              ActorRef<StudyRun.Command> run = begin.apply(launch);
              if (how instanceof Continuation.ToItsEnd) {
                run.tell(new StudyRun.Stop());
              }
              LOG.info("study {} goes on at trial {}", study.id(), launch.resumption().trials());
              return begun;
            });
  }
}
