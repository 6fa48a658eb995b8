package org.revcor.study.registry;

import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.revcor.RefusedException;
import org.revcor.study.plan.StageFailure;
import org.revcor.study.record.StudyState;
import org.revcor.study.registry.RunPreparation.PreparedRun;
import org.revcor.study.registry.StudyRegistry.FromStudy;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.StudyRun;
import org.revcor.study.run.StudyRun.RunSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The states of a study with a run, or before it: preparing, running, pausing. */
final class ActiveStudy {
  private static final Logger LOG = LoggerFactory.getLogger(ActiveStudy.class);

  /** Subscribers of a run: this actor and the live feed. */
  private static final int SUBSCRIBERS = 2;

  private final StudyActor study;
  private final ActorContext<StudyActor.Command> context;

  /** Whether it ran when the server stopped, and has not waited since. */
  private boolean isAfterRestart;

  ActiveStudy(StudyActor study) {
    this.study = study;
    this.context = study.context;
  }

  /** Requests a slot from the registry, then resumes the study. */
  Behavior<StudyActor.Command> reserve(StudyRequest.Resume resume) {
    study.attempt++;
    study.registry.tell(
        new FromStudy.ReserveSlot(study.id(), study.attempt, canWait(resume), context.getSelf()));
    return preparing(resume, study.view);
  }

  private static boolean canWait(StudyRequest.Resume resume) {
    return resume.how() instanceof Continuation.FromCheckpoint;
  }

  /** Resumes a study that ran when the server stopped, whatever memory others use. */
  Behavior<StudyActor.Command> resumeAfterRestart() {
    isAfterRestart = true;
    return resume(study.view);
  }

  /**
   * Starts or resumes a study from the queue.
   *
   * @param before the study outside of the queue
   */
  Behavior<StudyActor.Command> startFromQueue(StudyView before) {
    study.show(before.withState(StudyState.SUBMITTED));
    study.update(study.view);
    return resume(before);
  }

  /** Resumes a study once the lanes run. */
  private Behavior<StudyActor.Command> resume(StudyView before) {
    StudyRequest.Resume resume =
        new StudyRequest.Resume(new Continuation.FromCheckpoint(), context.getSystem().ignoreRef());
    context.pipeToSelf(
        study.services.lanes().started(), (lanes, failure) -> new StudyActor.LanesStarted());
    return preparing(resume, before);
  }

  private Behavior<StudyActor.Command> prepare(StudyRequest.Resume resume, StudyView before) {
    StudyView earlier = study.view;
    StartCheck check =
        new StartCheck(study.services, study.registry, context.getSystem(), before, isAfterRestart);
    FileWork.pipeToSelf(
        context,
        () -> new RunPreparation(study.services).prepareRun(earlier, resume.how(), check::require),
        StudyActor.Prepared::new);
    return Behaviors.same();
  }

  /**
   * @param before the study as it was before this attempt to start it
   */
  private Behavior<StudyActor.Command> preparing(StudyRequest.Resume resume, StudyView before) {
    return study.state(
        command ->
            switch (command) {
              case StudyActor.LanesStarted started -> prepare(resume, before);
              case StudyActor.Queued(int attempt, StudyView view) -> onQueued(resume, before, view);
              case StudyActor.Reserved(int attempt, var result) -> {
                if (result.isSuccess()) {
                  yield prepare(resume, before);
                }
                resume.refuse(result.getError());
                yield new InactiveStudy(study).inactive();
              }
              case StudyActor.Prepared(var run) -> onPrepared(resume, before, run);
              case StudyRequest.Reading request -> study.read(request);
              case StudyRequest.Halt request ->
                  throw study.conflict("study %s is about to resume; try again");
              case StudyRequest.ToCollector request ->
                  throw RefusedException.unavailable(
                      "study %s is about to resume; try again".formatted(study.id()));
              case StudyRequest.Resume repeated -> resumeAgain(repeated);
              case StudyRequest.OfFiles request -> throw filesInUse(request);
              case StudyActor.Event late -> Behaviors.same();
            });
  }

  /** Puts the study into the queue also in the database, so that it stays there in a restart. */
  private Behavior<StudyActor.Command> onQueued(
      StudyRequest.Resume resume, StudyView before, StudyView queued) {
    study.entry.save(before, StudyState.QUEUED);
    study.show(queued);
    StudyActor.reply(resume, queued);
    return new QueuedStudy(study, before).queued();
  }

  /** Starts the prepared run. Without one, the study waits again, is as before, or fails. */
  private Behavior<StudyActor.Command> onPrepared(
      StudyRequest.Resume resume, StudyView before, StatusReply<PreparedRun> result) {
    if (result.isSuccess()) {
      PreparedRun prepared = result.getValue();
      ActorRef<StudyRun.Command> run = spawn(prepared);
      if (resume.how() instanceof Continuation.Finish) {
        run.tell(new StudyRun.Stop());
      }
      StudyActor.reply(resume, study.view);
      return running(run);
    }
    Throwable failure = result.getError();
    String problem = StageFailure.message(failure);
    boolean isQueued = !isAfterRestart && !study.view.lifecycle().state().isInactive();
    boolean isTemporary =
        StartCheck.isMemory(failure)
            || (isAfterRestart && StartCheck.isStorage(failure))
            || (isQueued && StartCheck.isTemporary(failure));
    if (canWait(resume) && isTemporary) {
      isAfterRestart = false;
      study.registry.tell(StartCheck.requeued(study.id(), study.attempt, failure));
      return Behaviors.same(); // the registry replies as to a request for a slot
    }
    if (before.lifecycle().state().isInactive() && (!isQueued || StartCheck.hasRun(before))) {
      if (isQueued) {
        LOG.warn("study {} leaves the queue, since it cannot resume: {}", study.id(), problem);
      }
      resume.refuse(failure);
      study.show(before);
      study.update(before, before.lifecycle().state());
      return new InactiveStudy(study).inactive();
    }
    LOG.warn("study {} failed: {}", study.id(), problem);
    return new WritingStudy(study).fail(problem);
  }

  /** Starts the first run of a new study. */
  Behavior<StudyActor.Command> startNew(PreparedRun prepared) {
    return running(spawn(prepared));
  }

  private ActorRef<StudyRun.Command> spawn(PreparedRun prepared) {
    StudyServices services = study.services;
    long trials = prepared.resumption().trials();
    LOG.info("study {} {} at trial {}", study.id(), trials == 0 ? "starts" : "resumes", trials);
    study.view = prepared.status().view();
    study.registry.tell(new FromStudy.Started(study.view));
    ActorRef<StudyRun.Command> run =
        context.spawnAnonymous(
            StudyRun.create(
                prepared.status(),
                prepared.resumption(),
                prepared.directory(),
                services.lanes(),
                new RunSettings(
                    SUBSCRIBERS,
                    services.settings().checkpointInterval(),
                    services.settings().lease(),
                    Optional.empty()),
                services.meters()),
            DispatcherSelector.blocking());
    context.watchWith(run, new StudyActor.RunStopped(run));
    run.tell(
        new StudyRun.Subscribe(
            context.messageAdapter(StudyView.class, StudyActor.Viewed::new),
            context.getSystem().ignoreRef()));
    study.feed().tell(new Live.Connect(run));
    return run;
  }

  private Behavior<StudyActor.Command> running(ActorRef<StudyRun.Command> run) {
    return study.state(command -> onRunning(command, run));
  }

  private Behavior<StudyActor.Command> onRunning(
      StudyActor.Command command, ActorRef<StudyRun.Command> run) {
    return switch (command) {
      case StudyRequest.Get get -> send(run, new StudyRun.Describe(get.replyTo()));
      case StudyRequest.GetMaps get -> send(run, new StudyRun.GetMaps(get.view(), get.replyTo()));
      case StudyRequest.GetLive get -> StudyActor.reply(get, study.feed());
      case StudyRequest.ToCollector to -> send(run, new StudyRun.ToCollector(to.request()));
      case StudyRequest.Pause pause -> {
        send(run, new StudyRun.Suspend(StudyRun.Suspend.Reason.PAUSE));
        StudyActor.reply(pause, study.view);
        yield pausing(run);
      }
      case StudyRequest.Stop stop -> {
        send(run, new StudyRun.Stop());
        yield StudyActor.reply(stop, study.view);
      }
      case StudyRequest.Resume resume -> resumeAgain(resume);
      case StudyRequest.OfFiles request -> throw filesInUse(request);
      case StudyActor.Suspend suspend ->
          send(run, new StudyRun.Suspend(StudyRun.Suspend.Reason.SHUTDOWN));
      case StudyActor.Viewed(StudyView view) -> onViewed(run, view, StudyState.RUNNING);
      case StudyActor.RunStopped stopped ->
          stopped.run().equals(run)
              ? new WritingStudy(study).fail(WritingStudy.UNEXPECTED_END)
              : Behaviors.same();
      case StudyActor.FeedStopped stopped -> {
        if (!study.hasFeed()) {
          study.feed().tell(new Live.Connect(run));
        }
        yield Behaviors.same();
      }
      case StudyActor.Event late -> Behaviors.same();
    };
  }

  /** A user has requested a pause: the study is paused in the database once it is suspended. */
  private Behavior<StudyActor.Command> pausing(ActorRef<StudyRun.Command> run) {
    return study.state(
        command ->
            switch (command) {
              case StudyRequest.Resume resume -> throw mustEndFirst(resume);
              // the run ignores it while the checkpoint is written
              case StudyRequest.Stop stop ->
                  throw study.conflict("study %s is being paused; stop it when it is paused");
              case StudyActor.Viewed(StudyView view) -> onViewed(run, view, StudyState.PAUSED);
              case StudyRequest request -> onRunning(request, run);
              case StudyActor.Event event -> onRunning(event, run);
            });
  }

  private static Behavior<StudyActor.Command> send(
      ActorRef<StudyRun.Command> run, StudyRun.Command command) {
    run.tell(command);
    return Behaviors.same();
  }

  /**
   * Closes the run of an inactive study, which still replies to earlier messages.
   *
   * @param suspended state of a suspended study in the database
   */
  private Behavior<StudyActor.Command> onViewed(
      ActorRef<StudyRun.Command> run, StudyView view, StudyState suspended) {
    study.update(
        view,
        switch (view.lifecycle().state()) {
          case PAUSED -> suspended;
          case WAITING -> StudyState.RUNNING;
          default -> view.lifecycle().state();
        });
    if (!view.lifecycle().state().isInactive()) {
      return Behaviors.same();
    }
    run.tell(new StudyRun.Close());
    return new InactiveStudy(study).inactive();
  }

  /** Accepts a request that changes nothing, since the study runs or is about to. */
  private Behavior<StudyActor.Command> resumeAgain(StudyRequest.Resume resume) {
    if (resume.how() instanceof Continuation.FromCheckpoint) {
      return StudyActor.reply(resume, study.view);
    }
    throw mustEndFirst(resume);
  }

  private RefusedException mustEndFirst(StudyRequest.Resume resume) {
    return study.conflict(
        "study %s is running; "
            + (resume.how() instanceof Continuation.Restart ? "stop" : "pause")
            + " it first and wait until it is inactive");
  }

  private RefusedException filesInUse(StudyRequest.OfFiles request) {
    return study.conflict(
        request instanceof StudyRequest.Delete
            ? "study %s is running; stop it before deleting it"
            : "study %s is running; pause or stop it first");
  }
}
