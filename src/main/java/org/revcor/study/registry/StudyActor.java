package org.revcor.study.registry;

import java.time.Clock;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.pattern.StatusReply;
import org.revcor.RefusedException;
import org.revcor.study.plan.StageFailure;
import org.revcor.study.registry.RunPreparation.PreparedRun;
import org.revcor.study.registry.RunPreparation.Start;
import org.revcor.study.registry.StudyEvent.FeedStopped;
import org.revcor.study.registry.StudyEvent.FilesUsed;
import org.revcor.study.registry.StudyEvent.LanesStarted;
import org.revcor.study.registry.StudyEvent.Prepared;
import org.revcor.study.registry.StudyEvent.Queued;
import org.revcor.study.registry.StudyEvent.Reserved;
import org.revcor.study.registry.StudyEvent.RunStopped;
import org.revcor.study.registry.StudyEvent.Suspend;
import org.revcor.study.registry.StudyEvent.Unlisted;
import org.revcor.study.registry.StudyEvent.Viewed;
import org.revcor.study.registry.StudyRegistry.StudyMessage;
import org.revcor.study.results.InactiveStudyException;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.StudyRun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One study: its life cycle, its run and its live feed. Each state is a behaviour:
 *
 * <pre>
 * inactive ──► preparing ──► running ──► pausing
 *    ▲  ▲         ▲ │            │          │     a new study is running, one that ran when the
 *    │  │         │ ▼            └────┬─────┘     server stopped is preparing
 *    │  └────── queued                │
 *    └────────────────────────────────┘
 * </pre>
 *
 * <p>The record in the run directory is the only store. The run writes it while there is one;
 * otherwise this actor writes it, and other messages wait until then. An inactive study is also
 * exported, loses its checkpoints, or is deleted.
 */
final class StudyActor extends StudyContext {
  private static final Logger LOG = LoggerFactory.getLogger(StudyActor.class);
  static final String UNEXPECTED_END = "the study ended unexpectedly; see the server's log";

  sealed interface Command permits StudyRequest, StudyEvent {}

  private StudyActor(
      ActorContext<Command> context,
      StudyServices services,
      ActorRef<StudyRegistry.Command> registry,
      StudyView view) {
    super(context, services, registry, view);
  }

  /**
   * Creates the actor of a study with a run directory. A study that ran when the server stopped
   * resumes.
   */
  static Behavior<Command> existing(
      StudyServices services, ActorRef<StudyRegistry.Command> registry, StudyView view) {
    return create(
        services,
        registry,
        view,
        study ->
            switch (view.lifecycle().state()) {
              case PAUSED, FINISHED, FAILED -> study.inactive(0);
              case QUEUED -> study.queued(view.beforeQueue());
              default -> study.prepareWithLanes(view, Start.AFTER_RESTART);
            });
  }

  static Behavior<Command> started(
      StudyServices services, ActorRef<StudyRegistry.Command> registry, PreparedRun prepared) {
    return create(
        services,
        registry,
        prepared.status().view(),
        study -> study.running(study.spawnRun(prepared)));
  }

  static Behavior<Command> failed(
      StudyServices services, ActorRef<StudyRegistry.Command> registry, StudyView view) {
    return create(services, registry, view, study -> study.fail(UNEXPECTED_END));
  }

  private static Behavior<Command> create(
      StudyServices services,
      ActorRef<StudyRegistry.Command> registry,
      StudyView view,
      Function<StudyActor, Behavior<Command>> first) {
    return Behaviors.withMdc(
        Command.class,
        Map.of("study", view.id()),
        Behaviors.setup(context -> first.apply(new StudyActor(context, services, registry, view))));
  }

  /** Paused, finished or failed. */
  private Behavior<Command> inactive(int exports) {
    return state(command -> onInactive(command, exports));
  }

  private Behavior<Command> onInactive(Command command, int exports) {
    return switch (command) {
      case StudyRequest.Reading request -> read(request);
      case StudyRequest.ToCollector collect ->
          throw new InactiveStudyException(id(), view.lifecycle().state());
      case StudyRequest.Pause pause -> {
        if (view.lifecycle().state() != StudyState.PAUSED) {
          throw conflict("study %s has ended");
        }
        yield reply(pause, view);
      }
      case StudyRequest.Stop stop ->
          view.lifecycle().state() == StudyState.PAUSED
              ? reserve(new StudyRequest.Resume(new Continuation.Finish(), stop.replyTo()), exports)
              : reply(stop, view);
      case StudyRequest.Resume resume -> reserve(resume, exports);
      case StudyRequest.Label label -> label(label, view, () -> inactive(exports));
      case StudyRequest.Delete delete -> delete(delete, exports);
      case StudyRequest.Export export -> {
        RunDirectory directory = services.files().directory(id());
        useFiles(export, () -> ExportedStudy.open(directory));
        yield inactive(exports + 1);
      }
      case FilesUsed<?> exported -> {
        exported.reply();
        yield inactive(exports - 1);
      }
      case StudyEvent late -> Behaviors.same();
    };
  }

  /** Writes the labels of a study without a run; {@code recorded} is what its record has. */
  private Behavior<Command> label(
      StudyRequest.Label label, StudyView recorded, Supplier<Behavior<Command>> next) {
    return writing(
        recorded.withLabels(label.labels()),
        written -> {
          if (written.isError()) {
            label.refuse(written.getError());
          } else {
            report(view.withLabels(label.labels()));
            reply(label, view);
          }
          return next.get();
        });
  }

  private void requireUnused(int exports) {
    if (exports > 0) {
      throw conflict("study %s is being exported; try again");
    }
  }

  /** Renames the run directory, deletes it, and stops once the registry has removed the study. */
  private Behavior<Command> delete(StudyRequest.Delete delete, int exports) {
    requireUnused(exports);
    String id = id();
    useFiles(
        delete,
        () -> {
          services.files().delete(id);
          return Done.getInstance();
        });
    return state(
        command ->
            switch (command) {
              case FilesUsed<?> deleted -> {
                if (deleted.result().isError()) {
                  deleted.reply();
                  yield inactive(0);
                }
                registry.tell(new StudyMessage.Deleted(id(), context.getSelf()));
                yield Behaviors.same();
              }
              case Unlisted unlisted -> {
                reply(delete, Done.getInstance());
                if (feed == null) {
                  yield Behaviors.stopped();
                }
                feed.tell(new Live.Close());
                yield state(this::onClosingFeed);
              }
              case StudyRequest request -> throw RefusedException.unknown("study " + id());
              case StudyEvent late -> Behaviors.same();
            });
  }

  private Behavior<Command> onClosingFeed(Command command) {
    return switch (command) {
      case StudyRequest request -> throw RefusedException.unknown("study " + id());
      case FeedStopped stopped -> Behaviors.stopped();
      case StudyEvent late -> Behaviors.same();
    };
  }

  /**
   * In the queue.
   *
   * @param before the study before: inactive, with a record that says that it is queued; or
   *     running, if its files could not be written after a restart
   */
  private Behavior<Command> queued(StudyView before) {
    return state(
        command ->
            switch (command) {
              case Queued(int number, StudyView queued) -> {
                show(queued);
                yield Behaviors.same();
              }
              case Reserved reserved -> {
                report(before.withState(StudyState.SUBMITTED));
                yield prepareWithLanes(before, Start.FROM_QUEUE);
              }
              case StudyRequest.Reading request -> read(request);
              case StudyRequest.ToCollector collect ->
                  throw RefusedException.unavailable(
                      "study %s is queued; try again".formatted(id()));
              case StudyRequest.Halt halt ->
                  leave(
                      before,
                      halt,
                      () -> {
                        reply(halt, view);
                        return inactive(0);
                      });
              case StudyRequest.Delete delete -> leave(before, delete, () -> delete(delete, 0));
              case StudyRequest.Label label ->
                  label(
                      label,
                      isInactive(before) ? before.queued() : before,
                      () -> queued(before.withLabels(view.labels())));
              case StudyRequest.Resume resume
                  when resume.how() instanceof Continuation.FromCheckpoint ->
                  reply(resume, view);
              case StudyRequest request -> throw conflict("study %s is queued; pause it first");
              case StudyEvent late -> Behaviors.same();
            });
  }

  /** Leaves the queue, or stays there and refuses a request if the record cannot be written. */
  private Behavior<Command> leave(
      StudyView before, StudyRequest request, Supplier<Behavior<Command>> next) {
    StudyView left = isInactive(before) ? before : before.withState(StudyState.PAUSED);
    return writing(
        left,
        written -> {
          if (written.isError()) {
            request.refuse(
                RefusedException.conflict(
                    "study %s stays in the queue, since %s"
                        .formatted(id(), StageFailure.message(written.getError()))));
            return queued(before);
          }
          report(left);
          return next.get();
        });
  }

  /** Requests a slot from the registry, then resumes the study. */
  private Behavior<Command> reserve(StudyRequest.Resume resume, int exports) {
    resume.how().requireUseful(view);
    requireUnused(exports);
    attempt++;
    registry.tell(new StudyMessage.ReserveSlot(id(), attempt, canWait(resume), context.getSelf()));
    return preparing(resume, view, Start.REQUESTED);
  }

  private static boolean canWait(StudyRequest.Resume resume) {
    return resume.how() instanceof Continuation.FromCheckpoint;
  }

  /** Resumes a study once the lanes run. */
  private Behavior<Command> prepareWithLanes(StudyView before, Start start) {
    context.pipeToSelf(services.lanes().started(), (lanes, failure) -> new LanesStarted());
    return preparing(
        new StudyRequest.Resume(new Continuation.FromCheckpoint(), context.getSystem().ignoreRef()),
        before,
        start);
  }

  /**
   * About to run: waits for a slot or for the lanes, then prepares the run.
   *
   * @param before the study as it was before this attempt to start it
   */
  private Behavior<Command> preparing(StudyRequest.Resume resume, StudyView before, Start start) {
    return Behaviors.withStash(MAX_WAITING, halts -> preparing(resume, before, start, halts));
  }

  /**
   * @param halts requests to pause or stop a study that nobody has just resumed; they wait until it
   *     runs, or does not
   */
  private Behavior<Command> preparing(
      StudyRequest.Resume resume, StudyView before, Start start, StashBuffer<Command> halts) {
    return state(
        command ->
            switch (command) {
              case LanesStarted lanes -> prepare(resume, before, start);
              case Reserved(int number, var slot) -> {
                if (slot.isSuccess()) {
                  yield prepare(resume, before, start);
                }
                resume.refuse(slot.getError());
                yield halts.unstashAll(inactive(0));
              }
              case Queued(int number, StudyView queued) ->
                  halts.unstashAll(enqueue(resume, before, start, queued));
              case Prepared(var run) -> {
                if (run.isError() && canWait(resume) && start.isTemporary(run.getError())) {
                  registry.tell(RunPreparation.requeued(id(), attempt, run.getError()));
                  // the registry replies as to a request for a slot
                  Start again = start == Start.REQUESTED ? start : Start.FROM_QUEUE;
                  yield preparing(resume, before, again, halts);
                }
                yield halts.unstashAll(onPrepared(resume, before, start, run));
              }
              case StudyRequest.Reading request -> read(request);
              case StudyRequest.Halt request when start != Start.REQUESTED && !halts.isFull() -> {
                halts.stash(request);
                yield Behaviors.same();
              }
              case StudyRequest.Halt request ->
                  throw conflict("study %s is about to resume; try again");
              case StudyRequest.ToCollector request ->
                  throw RefusedException.unavailable(
                      "study %s is about to resume; try again".formatted(id()));
              case StudyRequest.Label request ->
                  throw conflict("study %s is about to resume; try again");
              case StudyRequest.Resume repeated -> resumeAgain(repeated);
              case StudyRequest.FileRequest request -> throw filesInUse(request);
              case StudyEvent late -> Behaviors.same();
            });
  }

  private Behavior<Command> prepare(StudyRequest.Resume resume, StudyView before, Start start) {
    RunPreparation preparation = new RunPreparation(services, registry, context.getSystem());
    FileWork.pipeToSelf(
        context, () -> preparation.prepareRun(before, start, resume.how()), Prepared::new);
    return Behaviors.same();
  }

  /** Records that a study waits; one that waited or ran before has that in its record. */
  private Behavior<Command> enqueue(
      StudyRequest.Resume resume, StudyView before, Start start, StudyView queued) {
    show(queued);
    if (start != Start.REQUESTED) {
      return queued(before);
    }
    return writing(
        before.queued(),
        written -> {
          if (written.isError()) {
            resume.refuse(written.getError());
            report(before);
            return inactive(0);
          }
          reply(resume, queued);
          return queued(before);
        });
  }

  /** Starts the prepared run. Without one, the study is as before, or fails. */
  private Behavior<Command> onPrepared(
      StudyRequest.Resume resume, StudyView before, Start start, StatusReply<PreparedRun> result) {
    if (result.isSuccess()) {
      ActorRef<StudyRun.Command> run = spawnRun(result.getValue());
      if (resume.how() instanceof Continuation.Finish) {
        run.tell(new StudyRun.Stop());
      }
      reply(resume, view);
      return running(run);
    }
    Throwable failure = result.getError();
    String problem = StageFailure.message(failure);
    if (start == Start.REQUESTED) {
      resume.refuse(failure);
      report(before);
      return inactive(0);
    }
    if (start == Start.FROM_QUEUE && isInactive(before) && RunPreparation.hasRun(before)) {
      LOG.warn("study {} leaves the queue, since it cannot resume: {}", id(), problem);
      return become(before);
    }
    LOG.warn("study {} failed: {}", id(), problem);
    return fail(problem);
  }

  private ActorRef<StudyRun.Command> spawnRun(PreparedRun prepared) {
    long trials = prepared.resumption().trials();
    LOG.info("study {} {} at trial {}", id(), trials == 0 ? "starts" : "resumes", trials);
    view = prepared.status().view();
    registry.tell(new StudyMessage.Started(view));
    ActorRef<StudyRun.Command> run =
        context.spawnAnonymous(prepared.run(services), DispatcherSelector.blocking());
    context.watchWith(run, new RunStopped(run));
    run.tell(
        new StudyRun.Subscribe(
            context.messageAdapter(StudyView.class, Viewed::new), context.getSystem().ignoreRef()));
    feed().tell(new Live.Connect(run));
    return run;
  }

  private Behavior<Command> running(ActorRef<StudyRun.Command> run) {
    return state(command -> onRunning(command, run));
  }

  private Behavior<Command> onRunning(Command command, ActorRef<StudyRun.Command> run) {
    return switch (command) {
      case StudyRequest.Get get -> send(run, new StudyRun.Describe(get.replyTo()));
      case StudyRequest.GetMaps get -> send(run, new StudyRun.GetMaps(get.view(), get.replyTo()));
      case StudyRequest.GetLive get -> reply(get, feed());
      case StudyRequest.ToCollector to -> send(run, new StudyRun.ToCollector(to.request()));
      case StudyRequest.Pause pause -> {
        send(run, new StudyRun.Suspend(StudyRun.Suspend.Reason.PAUSE));
        reply(pause, view);
        yield pausing(run);
      }
      case StudyRequest.Stop stop -> {
        send(run, new StudyRun.Stop());
        yield reply(stop, view);
      }
      case StudyRequest.Resume resume -> resumeAgain(resume);
      case StudyRequest.Label label ->
          send(run, new StudyRun.Label(label.labels(), label.replyTo()));
      case StudyRequest.FileRequest request -> throw filesInUse(request);
      case Suspend suspend -> send(run, new StudyRun.Suspend(StudyRun.Suspend.Reason.SHUTDOWN));
      case Viewed(StudyView newest) -> onViewed(run, newest);
      case RunStopped stopped ->
          stopped.run().equals(run) ? fail(UNEXPECTED_END) : Behaviors.same();
      case FeedStopped stopped -> {
        if (feed == null) {
          feed().tell(new Live.Connect(run));
        }
        yield Behaviors.same();
      }
      case StudyEvent late -> Behaviors.same();
    };
  }

  /** A user has requested a pause, and the run writes its checkpoint. */
  private Behavior<Command> pausing(ActorRef<StudyRun.Command> run) {
    return state(
        command ->
            switch (command) {
              case StudyRequest.Resume resume -> throw mustEndFirst(resume);
              // the run ignores it while the checkpoint is written
              case StudyRequest.Stop stop ->
                  throw conflict("study %s is being paused; stop it when it is paused");
              default -> onRunning(command, run);
            });
  }

  /** Closes the run of an inactive study, which still replies to earlier messages. */
  private Behavior<Command> onViewed(ActorRef<StudyRun.Command> run, StudyView newest) {
    view = newest;
    registry.tell(new StudyMessage.Changed(newest));
    if (!isInactive(newest)) {
      return Behaviors.same();
    }
    run.tell(new StudyRun.Close());
    return inactive(0);
  }

  private Behavior<Command> fail(String problem) {
    return become(view.withFailure(problem, Clock.systemUTC().instant().toString()));
  }

  /** Makes the study inactive without a run, also if its record cannot be written. */
  private Behavior<Command> become(StudyView inactive) {
    return writing(
        inactive,
        written -> {
          if (written.isError()) {
            LOG.warn(
                "the record of study {} cannot be written: {}",
                id(),
                StageFailure.message(written.getError()));
          }
          report(inactive);
          return inactive(0);
        });
  }
}
