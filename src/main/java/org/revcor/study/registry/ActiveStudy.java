package org.revcor.study.registry;

import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.revcor.study.plan.LanesUnavailableException;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.plan.StageFailure;
import org.revcor.study.record.StudyState;
import org.revcor.study.results.StudyConflictException;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.RunSettings;
import org.revcor.study.run.StudyRun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The states of a study with a run, or before it: launching, running, pausing. */
final class ActiveStudy {
  private static final Logger LOG = LoggerFactory.getLogger(ActiveStudy.class);

  /** Subscribers of a run: this actor and the live feed. */
  private static final int SUBSCRIBERS = 2;

  private final StudyActor study;
  private final ActorContext<StudyActor.Command> context;

  ActiveStudy(StudyActor study) {
    this.study = study;
    this.context = study.context;
  }

  /** Requests a slot from the registry, then resumes the study. */
  Behavior<StudyActor.Command> reserve(StudyRequest.Resume resume) {
    boolean canWait = resume.how() instanceof Continuation.FromCheckpoint;
    study.registry.tell(new StudyReport.Reserve(study.id(), canWait, context.getSelf()));
    return launching(resume, prepared -> {}, Optional.empty());
  }

  /** Resumes a study that ran when the server stopped, without an admission check. */
  Behavior<StudyActor.Command> resume() {
    return resume(prepared -> {}, Optional.empty());
  }

  /**
   * Starts or resumes a study from the queue. It waits there again if the memory is in use.
   *
   * @param inactive the study outside of the queue
   */
  Behavior<StudyActor.Command> begin(StudyView inactive, Admission.Memory memory) {
    study.show(inactive.withState(StudyState.SUBMITTED));
    study.update(study.view);
    return resume(
        memory::require, memory.studies() == 0 ? Optional.empty() : Optional.of(inactive));
  }

  /** Resumes a study once the lanes run. */
  private Behavior<StudyActor.Command> resume(
      Consumer<PreparedStudy> admission, Optional<StudyView> queued) {
    StudyRequest.Resume resume =
        new StudyRequest.Resume(new Continuation.FromCheckpoint(), context.getSystem().ignoreRef());
    context.pipeToSelf(
        study.services.lanes().started(), (lanes, failure) -> new StudyActor.LanesStarted());
    return launching(resume, admission, queued);
  }

  private void launch(StudyRequest.Resume resume, Consumer<PreparedStudy> admission) {
    StudyView earlier = study.view;
    FileWork.pipeToSelf(
        context,
        () -> study.services.launcher().launch(earlier, resume.how(), admission),
        StudyActor.Launched::new);
  }

  /**
   * @param admission checks a study that does not reserve a slot
   * @param queued the study as it waits in the queue if the check fails
   */
  private Behavior<StudyActor.Command> launching(
      StudyRequest.Resume resume, Consumer<PreparedStudy> admission, Optional<StudyView> queued) {
    return study.state(
        command ->
            switch (command) {
              case StudyActor.LanesStarted started -> {
                launch(resume, admission);
                yield Behaviors.same();
              }
              case StudyActor.Queued(StudyView view) -> onQueued(resume, view);
              case StudyActor.Reserved(var memory) -> onReserved(resume, memory);
              case StudyActor.Launched(var launch) ->
                  launch.isError()
                          && launch.getError() instanceof MemoryInUseException
                          && queued.isPresent()
                      ? new QueuedStudy(study, queued.get()).again()
                      : onLaunched(resume, launch);
              case StudyRequest.Reading request -> study.read(request);
              case StudyRequest.Halt request ->
                  throw study.conflict("study %s is about to resume; try again");
              case StudyRequest.Collect request ->
                  throw new LanesUnavailableException(
                      "study %s is about to resume; try again".formatted(study.id()));
              case StudyRequest.Resume repeated -> resumeAgain(repeated);
              case StudyRequest.OfFiles request -> throw filesInUse(request);
              case StudyActor.Event late -> Behaviors.same();
            });
  }

  private Behavior<StudyActor.Command> onReserved(
      StudyRequest.Resume resume, StatusReply<Admission.Memory> memory) {
    if (memory.isError()) {
      resume.refuse(memory.getError());
      return new InactiveStudy(study).inactive();
    }
    launch(resume, memory.getValue()::require);
    return Behaviors.same();
  }

  /** Puts the study into the queue also in the database, so that it stays there in a restart. */
  private Behavior<StudyActor.Command> onQueued(StudyRequest.Resume resume, StudyView queued) {
    StudyView inactive = study.view;
    study.entry.save(inactive, StudyState.QUEUED);
    study.show(queued);
    StudyActor.reply(resume, queued);
    return new QueuedStudy(study, inactive).queued();
  }

  private Behavior<StudyActor.Command> onLaunched(
      StudyRequest.Resume resume, StatusReply<Launcher.Launch> result) {
    if (result.isSuccess()) {
      Launcher.Launch launch = result.getValue();
      ActorRef<StudyRun.Command> run = spawn(launch);
      if (resume.how() instanceof Continuation.Finish) {
        run.tell(new StudyRun.Stop());
      }
      LOG.info("study {} resumes at trial {}", study.id(), launch.resumption().trials());
      StudyActor.reply(resume, study.view);
      return running(run);
    }
    if (study.view.lifecycle().state().isInactive()) {
      study.update(study.view);
      resume.refuse(result.getError());
      return new InactiveStudy(study).inactive();
    }
    String problem = StageFailure.message(result.getError());
    LOG.warn("study {} failed: {}", study.id(), problem);
    return new FailingStudy(study).fail(problem);
  }

  /** Starts a run. */
  Behavior<StudyActor.Command> start(Launcher.Launch launch) {
    return running(spawn(launch));
  }

  private ActorRef<StudyRun.Command> spawn(Launcher.Launch launch) {
    StudyServices services = study.services;
    study.view = launch.status().view();
    study.registry.tell(new StudyReport.Started(study.view, launch.status().study()));
    ActorRef<StudyRun.Command> run =
        context.spawnAnonymous(
            StudyRun.create(
                launch.status(),
                launch.resumption(),
                launch.directory(),
                services.lanes(),
                new RunSettings(
                    SUBSCRIBERS,
                    services.settings().checkpointInterval(),
                    services.settings().lease(),
                    services.materials().served(),
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
      case StudyRequest.Collect collect -> send(run, new StudyRun.Collect(collect.request()));
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
          send(run, new StudyRun.Suspend(StudyRun.Suspend.Reason.HANDOVER));
      case StudyActor.Viewed(StudyView view) -> onViewed(run, view, StudyState.RUNNING);
      case StudyActor.RunStopped stopped ->
          stopped.run().equals(run)
              ? new FailingStudy(study).fail(FailingStudy.UNEXPECTED_END)
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

  private StudyConflictException mustEndFirst(StudyRequest.Resume resume) {
    return study.conflict(
        "study %s is running; "
            + (resume.how() instanceof Continuation.Restart ? "stop" : "pause")
            + " it first and wait until it is inactive");
  }

  private StudyConflictException filesInUse(StudyRequest.OfFiles request) {
    return study.conflict(
        request instanceof StudyRequest.Delete
            ? "study %s is running; stop it before deleting it"
            : "study %s is running; pause or stop it first");
  }
}
