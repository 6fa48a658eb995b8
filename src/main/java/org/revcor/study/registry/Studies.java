package org.revcor.study.registry;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.RevcorException;
import org.revcor.estimate.MapView;
import org.revcor.inference.LanePool;
import org.revcor.inference.Platform;
import org.revcor.study.plan.Cause;
import org.revcor.study.plan.Materials;
import org.revcor.study.record.RecordedStudies;
import org.revcor.study.record.StudyEntry;
import org.revcor.study.record.StudyRecords;
import org.revcor.study.record.StudyState;
import org.revcor.study.record.UnreadableEntry;
import org.revcor.study.results.StudyConflictException;
import org.revcor.study.results.StudyMaps;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.Closing;
import org.revcor.study.run.RunSettings;
import org.revcor.study.run.StudyRun;
import org.revcor.study.run.StudyStatus;
import org.revcor.study.specification.StudySpecification;
import org.revcor.study.specification.Sweep;

/**
 * Supervises all studies of a server: running ones are actors, inactive ones are run directories.
 */
public final class Studies extends AbstractBehavior<Studies.Command> {

  /** Subscribers of a run: this actor and the live feed. */
  private static final int SUBSCRIBERS = 2;

  private static final int MAX_WAITING = 1_000;

  /** Timeout of requests to the database. */
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

  /** Messages that the actor accepts. */
  public sealed interface Command {}

  /** Reads one study or a sweep. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Reads the studies.
     *
     * @param check must be called with each study; throws {@link org.revcor.InvalidInputException}
     *     if it cannot run
     */
    Sweep read(Consumer<StudySpecification> check);
  }

  /**
   * Starts studies, all or none. The error is an {@link org.revcor.InvalidInputException} if one is
   * invalid, a {@link StudyConflictException} if capacity is lacking, and a {@link
   * org.revcor.study.record.DatabaseUnavailableException} if they cannot be recorded.
   *
   * @param idempotencyKey key of the request; a repeated request with the same key starts no second
   *     study. Null for several studies, or if the client sent none
   */
  public record Submit(
      Reader reader, @Nullable String idempotencyKey, ActorRef<StatusReply<Submitted>> replyTo)
      implements Command {}

  /**
   * Started studies.
   *
   * @param leftOut combinations that cannot run
   */
  public record Submitted(List<StudyView> studies, List<Sweep.LeftOut> leftOut) {}

  /**
   * Replies with a page of the studies, newest first.
   *
   * @param after last id of the previous page; null for the first page
   */
  public record GetPage(int limit, @Nullable String after, ActorRef<Page> replyTo)
      implements Command {}

  /** A page; {@code next} is the {@code after} of the next page, or null at the end. */
  public record Page(List<StudyView> studies, @Nullable String next) {}

  /** Replies with the current view of a study; empty if it does not exist. */
  public record Get(String id, ActorRef<Optional<StudyView>> replyTo) implements Command {}

  /**
   * Pauses a study and writes a checkpoint; no error if it is paused. A {@link
   * StudyConflictException} if it has ended, an {@link UnknownStudyException} if it does not exist.
   */
  public record Pause(String id, ActorRef<StatusReply<StudyView>> replyTo) implements Command {}

  /**
   * Continues a study that is paused, stopped or failed; no error if it runs. Errors as for {@link
   * Pause}; also a {@link StudyConflictException} if it is complete, cannot resume from its
   * checkpoint, or exceeds a limit.
   */
  public record Resume(String id, Continuation how, ActorRef<StatusReply<StudyView>> replyTo)
      implements Command {}

  /**
   * Stops a study and writes its results; no error if it has ended. Errors as for {@link Pause}.
   */
  public record Stop(String id, ActorRef<StatusReply<StudyView>> replyTo) implements Command {}

  /**
   * Deletes an inactive study and its run directory; a {@link StudyConflictException} if it runs,
   * an {@link UnknownStudyException} if it does not exist.
   */
  public record Delete(String id, ActorRef<StatusReply<Done>> replyTo) implements Command {}

  /**
   * Opens an inactive study for export. A {@link StudyConflictException} if it runs, an {@link
   * UnknownStudyException} if it does not exist.
   *
   * @param receiver completed with the study, which the caller closes; if it was completed before,
   *     for example by a timeout, this actor closes the study
   */
  public record Export(String id, CompletableFuture<ExportedStudy> receiver) implements Command {}

  /**
   * Imports an unpacked study. Its id stays unless this server used it before. A {@link
   * StudyConflictException} if the server is shutting down.
   */
  public record Import(ImportedStudy study, ActorRef<StatusReply<StudyView>> replyTo)
      implements Command {}

  /**
   * Deletes the checkpoints of a complete study; an extension then restarts it. A {@link
   * StudyConflictException} if it is not complete, an {@link UnknownStudyException} if it does not
   * exist.
   */
  public record DropCheckpoints(String id, ActorRef<StatusReply<StudyView>> replyTo)
      implements Command {}

  /**
   * Replies with a view of all current maps; a {@link StudyConflictException} if the study has
   * none.
   */
  public record GetMaps(String id, MapView view, ActorRef<StatusReply<StudyMaps>> replyTo)
      implements Command {}

  /** Replies with the live feed of a study; empty if it does not exist. */
  public record GetLive(String id, ActorRef<Optional<ActorRef<Live.Command>>> replyTo)
      implements Command {}

  /** Replies with the ids of the running studies whose files cannot be written. */
  public record GetUnwritten(ActorRef<List<String>> replyTo) implements Command {}

  /** Suspends all studies with a checkpoint for the next process, then replies. */
  public record ShutDown(ActorRef<Done> replyTo) implements Command {}

  private record WrappedRecords(@Nullable RecordedStudies recorded, @Nullable Throwable failure)
      implements Command {}

  private record WrappedView(StudyView view) implements Command {}

  /** Runs an action on this actor. */
  private record RunOnActor(Runnable action) implements Command {}

  private record RunStopped(String id, ActorRef<StudyRun.Command> run) implements Command {}

  private record LiveStopped(String id, ActorRef<Live.Command> live) implements Command {}

  /**
   * Reads the database and the run directories, and resumes the studies that were running. Requests
   * wait until then.
   */
  public static Behavior<Command> create(
      StudiesSettings settings,
      Platform platform,
      ActorRef<LanePool.Command> pool,
      ActorRef<StudyRecords.Command> records,
      Materials materials,
      MeterRegistry registry) {
    return Behaviors.withStash(
        MAX_WAITING,
        stash ->
            Behaviors.setup(
                context -> {
                  context.askWithStatus(
                      RecordedStudies.class,
                      records,
                      REQUEST_TIMEOUT,
                      StudyRecords.ReadAll::new,
                      WrappedRecords::new);
                  return Behaviors.receive(Command.class)
                      .onMessage(
                          WrappedRecords.class,
                          wrapped -> {
                            if (wrapped.recorded() == null) {
                              context
                                  .getLog()
                                  .error(
                                      "the records of the studies cannot be read, so the server"
                                          + " stops: {}",
                                      Cause.message(cause(wrapped.failure())));
                              return Behaviors.stopped();
                            }
                            return stash.unstashAll(
                                new Studies(
                                        context,
                                        settings,
                                        new Launcher(settings, platform, materials),
                                        pool,
                                        records,
                                        registry)
                                    .begin(wrapped.recorded()));
                          })
                      .onAnyMessage(
                          command -> {
                            stash.stash(command);
                            return Behaviors.same();
                          })
                      .build();
                }));
  }

  private final StudiesSettings settings;
  private final StudyEntries records;
  private final ActorRef<StudyRecords.Command> database;
  private final ActorRef<LanePool.Command> pool;
  private final MeterRegistry registry;
  private final ActorRef<StudyView> views;
  private final StudyArchive archive;
  private final LiveFeeds feeds;
  private final RunningStudies running;
  private final InactiveStudies inactive;
  private final Submissions submissions;
  private final Resumptions resumptions;
  private final List<ActorRef<Done>> shuttingDown = new ArrayList<>();

  private Studies(
      ActorContext<Command> context,
      StudiesSettings settings,
      Launcher launcher,
      ActorRef<LanePool.Command> pool,
      ActorRef<StudyRecords.Command> database,
      MeterRegistry registry) {
    super(context);
    this.settings = settings;
    this.running = new RunningStudies(settings);
    this.records = new StudyEntries(database, context.getSystem());
    this.database = database;
    this.pool = pool;
    this.registry = registry;
    this.views = context.messageAdapter(StudyView.class, WrappedView::new);
    this.archive = new StudyArchive(settings.directory());
    Executor blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    ActorRef<Command> self = context.getSelf();
    Executor actor = action -> self.tell(new RunOnActor(action));
    this.inactive = new InactiveStudies(archive, blocking, actor);
    this.feeds =
        new LiveFeeds(context, archive, inactive, settings.frameInterval(), LiveStopped::new);
    this.submissions =
        new Submissions(
            new StudyCreation(launcher, archive, database, context.getSystem(), blocking),
            archive,
            records,
            running,
            this::begin,
            actor);
    this.resumptions =
        new Resumptions(
            launcher, archive, running, inactive, this::begin, this::fail, blocking, actor);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.class, this::onCommand).build();
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Submit submit -> submissions.submit(submit);
      case GetPage get -> get.replyTo().tell(archive.page(get.limit(), get.after()));
      case Get get -> onGet(get);
      case Pause pause -> onPause(pause);
      case Resume resume -> resumptions.resume(resume);
      case Stop stop -> onStop(stop);
      case Delete delete -> onDelete(delete);
      case Export export -> onExport(export);
      case Import importing -> onImport(importing);
      case DropCheckpoints drop -> onDropCheckpoints(drop);
      case GetMaps get -> onGetMaps(get);
      case GetLive get -> get.replyTo().tell(feeds.of(get.id()));
      case GetUnwritten get -> get.replyTo().tell(unwritten());
      case WrappedView wrapped -> onView(wrapped.view());
      case RunOnActor run -> onRunOnActor(run);
      case RunStopped stopped -> onRunStopped(stopped);
      case LiveStopped stopped -> onLiveStopped(stopped);
      case ShutDown shutDown -> onShutDown(shutDown);
      case WrappedRecords late -> throw new IllegalStateException("records are read once");
    }
    return this;
  }

  /**
   * Reconciles the database with the run directories, and resumes the studies that were running.
   */
  private Behavior<Command> begin(RecordedStudies recorded) {
    recorded.unreadable().forEach(this::logUnreadable);
    for (StudyEntry entry : recorded.entries()) {
      records.put(entry);
      if (entry.deleting()) {
        delete(new Delete(entry.id(), getContext().getSystem().ignoreRef()));
      } else if (archive.get(entry.id()).isEmpty()) {
        getContext()
            .getLog()
            .warn("the run directory of study {} does not exist; the study is ignored", entry.id());
      }
    }
    for (StudyView study : archive.all()) {
      if (records.get(study.id()).filter(StudyEntry::deleting).isPresent()) {
        continue;
      }
      if (study.state().isInactive()) {
        records.save(study, study.state());
      } else {
        resumptions.resumeAfterStop(study);
      }
    }
    return this;
  }

  private void logUnreadable(UnreadableEntry entry) {
    getContext()
        .getLog()
        .warn("the record of study {} cannot be read: {}", entry.id(), entry.problem());
  }

  private static <T> void refuse(ActorRef<StatusReply<T>> replyTo, Throwable cause) {
    replyTo.tell(StatusReply.error(cause));
  }

  private static <T> void reply(ActorRef<StatusReply<T>> replyTo, CompletionStage<T> response) {
    response.whenComplete(
        (value, failure) ->
            replyTo.tell(
                value == null ? StatusReply.error(cause(failure)) : StatusReply.success(value)));
  }

  private static Throwable cause(@Nullable Throwable failure) {
    return failure == null
        ? new IllegalStateException("neither a result nor a failure")
        : Cause.of(failure);
  }

  private ActorRef<StudyRun.Command> begin(Launcher.Launch launch) {
    StudyStatus status = launch.status();
    StudyView view = status.view();
    archive.put(view);
    ActorRef<StudyRun.Command> run =
        getContext()
            .spawnAnonymous(
                StudyRun.create(
                    status,
                    launch.resumption(),
                    launch.directory(),
                    pool,
                    new RunSettings(
                        settings.capacity().lanes(),
                        SUBSCRIBERS,
                        settings.checkpointInterval(),
                        Optional.empty()),
                    registry),
                DispatcherSelector.blocking());
    getContext().watchWith(run, new RunStopped(launch.id(), run));
    run.tell(new StudyRun.Subscribe(views, getContext().getSystem().ignoreRef()));
    running.add(status, run);
    feeds.connect(view, run);
    return run;
  }

  private void onGet(Get get) {
    running
        .run(get.id())
        .ifPresentOrElse(
            run -> run.tell(new StudyRun.Describe(get.replyTo())),
            () -> get.replyTo().tell(archive.get(get.id())));
  }

  private void onPause(Pause pause) {
    Optional<ActorRef<StudyRun.Command>> run = running.run(pause.id());
    try {
      StudyView study = requireSettled(pause.id());
      if (run.isPresent()) {
        running.markPausing(pause.id());
        run.get().tell(new StudyRun.Suspend(Closing.Purpose.PAUSE));
      } else if (study.state() != StudyState.PAUSED) {
        throw new StudyConflictException("study " + pause.id() + " has ended");
      }
      pause.replyTo().tell(StatusReply.success(study));
    } catch (RevcorException refused) {
      refuse(pause.replyTo(), refused);
    }
  }

  private void onStop(Stop stop) {
    Optional<ActorRef<StudyRun.Command>> run = running.run(stop.id());
    try {
      StudyView study = requireSettled(stop.id());
      if (study.state() == StudyState.PAUSED && run.isEmpty()) {
        resumptions.resume(new Resume(stop.id(), new Continuation.Finish(), stop.replyTo()));
        return;
      }
      run.ifPresent(running -> running.tell(new StudyRun.Stop()));
      stop.replyTo().tell(StatusReply.success(study));
    } catch (RevcorException refused) {
      refuse(stop.replyTo(), refused);
    }
  }

  /** Returns a study that is running or inactive, but not about to resume. */
  private StudyView requireSettled(String id) {
    StudyView study = archive.require(id);
    if (running.isLaunching(id)) {
      throw new StudyConflictException("study " + id + " is about to resume; try again");
    }
    return study;
  }

  private void onDelete(Delete delete) {
    try {
      StudyView study = archive.require(delete.id());
      if (running.isBusy(study.id())) {
        throw new StudyConflictException(
            "study " + study.id() + " is running; stop it before deleting it");
      }
      inactive.requireUnused(study.id());
      records.markDeleting(study.id());
      delete(delete);
    } catch (RevcorException refused) {
      refuse(delete.replyTo(), refused);
    }
  }

  private void delete(Delete delete) {
    reply(
        delete.replyTo(),
        inactive
            .delete(delete.id())
            .handle(
                (done, failure) -> {
                  feeds.close(delete.id());
                  if (failure != null) {
                    throw new CompletionException(cause(failure));
                  }
                  records.remove(delete.id());
                  return Done.getInstance();
                }));
  }

  private void onExport(Export export) {
    try {
      inactive.export(requireInactive(export.id()).id(), export.receiver());
    } catch (RevcorException refused) {
      export.receiver().completeExceptionally(refused);
    }
  }

  private void onImport(Import importing) {
    try {
      running.requireOpen();
      reply(
          importing.replyTo(),
          inactive
              .importStudy(importing.study(), records::isUnused)
              .thenApply(
                  study -> {
                    records.save(study, study.state());
                    return study;
                  }));
    } catch (RevcorException refused) {
      refuse(importing.replyTo(), refused);
    }
  }

  private void onDropCheckpoints(DropCheckpoints drop) {
    try {
      StudyView study = requireInactive(drop.id());
      if (study.end() == null || !study.end().complete()) {
        throw new StudyConflictException(
            "study %s is not complete and needs its checkpoints to resume".formatted(study.id()));
      }
      reply(drop.replyTo(), inactive.deleteCheckpoints(study));
    } catch (RevcorException refused) {
      refuse(drop.replyTo(), refused);
    }
  }

  private StudyView requireInactive(String id) {
    StudyView study = archive.require(id);
    if (running.isBusy(id)) {
      throw new StudyConflictException("study " + id + " is running; pause or stop it first");
    }
    return study;
  }

  private List<String> unwritten() {
    return archive.all().stream()
        .filter(study -> study.storageProblem() != null && running.run(study.id()).isPresent())
        .map(StudyView::id)
        .toList();
  }

  private void onGetMaps(GetMaps get) {
    Optional<ActorRef<StudyRun.Command>> run = running.run(get.id());
    Optional<StudyView> study = archive.get(get.id());
    if (run.isPresent()) {
      run.get().tell(new StudyRun.GetMaps(get.view(), get.replyTo()));
    } else if (study.isEmpty()) {
      refuse(get.replyTo(), new UnknownStudyException(get.id()));
    } else {
      reply(get.replyTo(), inactive.maps(study.get(), get.view()));
    }
  }

  /** Closes the run of an inactive study, which still replies to earlier messages. */
  private void onView(StudyView view) {
    archive.put(view);
    boolean isSuspended = view.state() == StudyState.PAUSED && !running.isPausing(view.id());
    records.save(view, isSuspended ? StudyState.RUNNING : view.state());
    if (view.state().isInactive()) {
      running.remove(view.id()).ifPresent(run -> run.tell(new StudyRun.Close()));
      replyIfAllInactive();
    }
  }

  private void onRunStopped(RunStopped stopped) {
    if (running.run(stopped.id()).filter(stopped.run()::equals).isPresent()) {
      running.remove(stopped.id());
      archive
          .get(stopped.id())
          .ifPresent(study -> fail(study, "the study ended unexpectedly; see the server's log"));
      replyIfAllInactive();
    }
  }

  /** Records the failure of a study that stopped without reporting its end. */
  private void fail(StudyView study, String problem) {
    StudyView failed = archive.fail(study, problem);
    records.save(failed, failed.state());
    feeds.fail(failed);
  }

  /** Replaces a feed that stopped with its last client while the study resumed. */
  private void onLiveStopped(LiveStopped stopped) {
    if (feeds.remove(stopped.id(), stopped.live())) {
      running.run(stopped.id()).ifPresent(run -> feeds.connect(archive.require(stopped.id()), run));
    }
  }

  private void onShutDown(ShutDown shutDown) {
    shuttingDown.add(shutDown.replyTo());
    running.close();
    suspendAll();
    replyIfAllInactive();
  }

  private void suspendAll() {
    running.runs().forEach(run -> run.tell(new StudyRun.Suspend(Closing.Purpose.SUSPEND)));
  }

  /** Runs an action; then suspends again, since it may have started a run during the shutdown. */
  private void onRunOnActor(RunOnActor run) {
    run.action().run();
    if (running.isClosed()) {
      suspendAll();
    }
  }

  private void replyIfAllInactive() {
    if (running.runs().isEmpty()) {
      shuttingDown.forEach(replyTo -> database.tell(new StudyRecords.AwaitDurable(replyTo)));
      shuttingDown.replaceAll(replyTo -> getContext().getSystem().ignoreRef());
    }
  }
}
