package org.revcor.studies;

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
import org.revcor.lane.LanePool;
import org.revcor.lane.Platform;
import org.revcor.record.RecordedStudies;
import org.revcor.record.StudyEntry;
import org.revcor.record.StudyRecords;
import org.revcor.record.StudyState;
import org.revcor.record.UnreadableEntry;
import org.revcor.specification.StudySpecification;
import org.revcor.specification.Sweep;
import org.revcor.study.Cause;
import org.revcor.study.Closing;
import org.revcor.study.Materials;
import org.revcor.study.RunSettings;
import org.revcor.study.StudyConflictException;
import org.revcor.study.StudyMaps;
import org.revcor.study.StudyRun;
import org.revcor.study.StudyStatus;
import org.revcor.study.StudyView;

/**
 * All studies of a server: those that run, as actors, and those that have ended, as run
 * directories.
 */
public final class Studies extends AbstractBehavior<Studies.Command> {

  /** This actor, and the live feed. */
  private static final int FOLLOWERS = 2;

  private static final int MAX_WAITING = 1_000;

  /** Within which the database is to answer. */
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

  /** Messages that the studies take. */
  public sealed interface Command {}

  /** Reads one study, or several. */
  @FunctionalInterface
  public interface Reading {
    /**
     * Reads them.
     *
     * @param usable is to be asked of each study; throws {@link org.revcor.InvalidInputException}
     *     if it cannot be run
     */
    Sweep read(Consumer<StudySpecification> usable);
  }

  /**
   * Starts studies, all or none. The error is an {@link org.revcor.InvalidInputException} if one
   * cannot be used, a {@link StudyConflictException} if there is no room for them, and a {@link
   * org.revcor.record.DatabaseUnavailableException} if they cannot be recorded.
   *
   * @param idempotencyKey name of the request; a second one of the same name begins no second
   *     study. Null for several studies, and where none was given
   */
  public record Submit(
      Reading reading, @Nullable String idempotencyKey, ActorRef<StatusReply<Submitted>> replyTo)
      implements Command {}

  /**
   * Studies that have begun.
   *
   * @param leftOut combinations that cannot be
   */
  public record Submitted(List<StudyView> studies, List<Sweep.LeftOut> leftOut) {}

  /**
   * Asks for a page of the studies, newest first.
   *
   * @param after id that the page comes after; null for the first page
   */
  public record GetPage(int limit, @Nullable String after, ActorRef<Page> replyTo)
      implements Command {}

  /** A page; {@code next} is the id to go on after, or null at the end. */
  public record Page(List<StudyView> studies, @Nullable String next) {}

  /** Asks for a study as it is now. */
  public record Get(String id, ActorRef<Optional<StudyView>> replyTo) implements Command {}

  /**
   * Has a study fold no more until it is resumed; what it goes on from is written. No error if it
   * is paused. A {@link StudyConflictException} if it has ended, an {@link UnknownStudyException}
   * if there is none.
   */
  public record Pause(String id, ActorRef<StatusReply<StudyView>> replyTo) implements Command {}

  /**
   * Goes on with a study that is paused, was stopped or has failed; no error if it runs. Errors as
   * for {@link Pause}, and a {@link StudyConflictException} if it is complete, cannot go on from
   * what its folder has, or finds no room.
   */
  public record Resume(String id, Continuation how, ActorRef<StatusReply<StudyView>> replyTo)
      implements Command {}

  /**
   * Stops a study, which then has complete results; no error if it has ended. Errors as for {@link
   * Pause}.
   */
  public record Stop(String id, ActorRef<StatusReply<StudyView>> replyTo) implements Command {}

  /**
   * Deletes a study that has ended or is paused, with its folder; a {@link StudyConflictException}
   * if it runs, an {@link UnknownStudyException} if there is none.
   */
  public record Delete(String id, ActorRef<StatusReply<Done>> replyTo) implements Command {}

  /**
   * Opens a study that rests, to be written as an archive. A {@link StudyConflictException} if it
   * runs, an {@link UnknownStudyException} if there is none.
   *
   * @param taker is given the study and closes it; once it was completed otherwise, as by a
   *     timeout, the study is closed here
   */
  public record Export(String id, CompletableFuture<ExportedStudy> taker) implements Command {}

  /**
   * Takes over a study that was unpacked. It keeps its id unless that was used here before. A
   * {@link StudyConflictException} if the server shuts down.
   */
  public record Adopt(ImportedStudy study, ActorRef<StatusReply<StudyView>> replyTo)
      implements Command {}

  /**
   * Deletes the checkpoints of a study that is complete; with more trials it then begins anew. A
   * {@link StudyConflictException} if it is not complete, an {@link UnknownStudyException} if there
   * is none.
   */
  public record DropCheckpoints(String id, ActorRef<StatusReply<StudyView>> replyTo)
      implements Command {}

  /**
   * Asks for a view of all maps, of a running study as they are now; a {@link
   * StudyConflictException} if there are none.
   */
  public record GetMaps(String id, MapView view, ActorRef<StatusReply<StudyMaps>> replyTo)
      implements Command {}

  /** Asks for the live feed of a study. */
  public record GetLive(String id, ActorRef<Optional<ActorRef<Live.Command>>> replyTo)
      implements Command {}

  /** Asks which studies go on in memory, since they cannot be written. */
  public record GetUnwritten(ActorRef<List<String>> replyTo) implements Command {}

  /** Has all studies write what the next process goes on from, then replies. */
  public record ShutDown(ActorRef<Done> replyTo) implements Command {}

  private record WrappedRecords(@Nullable RecordedStudies recorded, @Nullable Throwable failure)
      implements Command {}

  private record WrappedView(StudyView view) implements Command {}

  /** Something was done elsewhere, and this is to come after. */
  private record Afterwards(Runnable what) implements Command {}

  private record RunStopped(String id, ActorRef<StudyRun.Command> run) implements Command {}

  private record LiveStopped(String id, ActorRef<Live.Command> live) implements Command {}

  /**
   * Reads what database and run directories tell, goes on with what was running, and takes requests
   * from then on.
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
                                          + " ends: {}",
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
  private final RecordKeeping records;
  private final ActorRef<StudyRecords.Command> database;
  private final ActorRef<LanePool.Command> pool;
  private final MeterRegistry registry;
  private final ActorRef<StudyView> views;
  private final StudyArchive archive;
  private final LiveFeeds feeds;
  private final RunningStudies running;
  private final InactiveStudies resting;
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
    this.records = new RecordKeeping(database, context.getSystem());
    this.database = database;
    this.pool = pool;
    this.registry = registry;
    this.views = context.messageAdapter(StudyView.class, WrappedView::new);
    this.archive = new StudyArchive(settings.directory());
    Executor blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    ActorRef<Command> self = context.getSelf();
    Executor actor = what -> self.tell(new Afterwards(what));
    this.resting = new InactiveStudies(archive, blocking, actor);
    this.feeds =
        new LiveFeeds(context, archive, resting, settings.frameInterval(), LiveStopped::new);
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
            launcher, archive, running, resting, this::begin, this::fail, blocking, actor);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.class, this::onCommand).build();
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Submit submit -> submissions.take(submit);
      case GetPage get -> get.replyTo().tell(archive.page(get.limit(), get.after()));
      case Get get -> onGet(get);
      case Pause pause -> onPause(pause);
      case Resume resume -> resumptions.take(resume);
      case Stop stop -> onStop(stop);
      case Delete delete -> onDelete(delete);
      case Export export -> onExport(export);
      case Adopt adopt -> onAdopt(adopt);
      case DropCheckpoints drop -> onDropCheckpoints(drop);
      case GetMaps get -> onGetMaps(get);
      case GetLive get -> get.replyTo().tell(feeds.of(get.id()));
      case GetUnwritten get -> get.replyTo().tell(unwritten());
      case WrappedView wrapped -> onView(wrapped.view());
      case Afterwards after -> onAfterwards(after);
      case RunStopped stopped -> onRunStopped(stopped);
      case LiveStopped stopped -> onLiveStopped(stopped);
      case ShutDown shutDown -> onShutDown(shutDown);
      case WrappedRecords late -> throw new IllegalStateException("records are read once");
    }
    return this;
  }

  /** Brings together what the database and the folders tell, and goes on with what was running. */
  private Behavior<Command> begin(RecordedStudies recorded) {
    recorded.unreadable().forEach(this::tellUnreadable);
    for (StudyEntry entry : recorded.entries()) {
      records.has(entry);
      if (entry.deleting()) {
        delete(new Delete(entry.id(), getContext().getSystem().ignoreRef()));
      } else if (archive.get(entry.id()).isEmpty()) {
        getContext().getLog().warn("the folder of study {} is gone; it is left out", entry.id());
      }
    }
    for (StudyView study : archive.all()) {
      if (records.get(study.id()).filter(StudyEntry::deleting).isPresent()) {
        continue;
      }
      if (study.state().rests()) {
        records.keep(study, study.state());
      } else {
        resumptions.takeUp(study);
      }
    }
    return this;
  }

  private void tellUnreadable(UnreadableEntry entry) {
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
                        FOLLOWERS,
                        settings.checkpointInterval(),
                        Optional.empty()),
                    registry),
                DispatcherSelector.blocking());
    getContext().watchWith(run, new RunStopped(launch.id(), run));
    run.tell(new StudyRun.Subscribe(views, getContext().getSystem().ignoreRef()));
    running.begun(status, run);
    feeds.follow(view, run);
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
        running.pausing(pause.id());
        run.get().tell(new StudyRun.Rest(Closing.Purpose.PAUSE));
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
        resumptions.take(new Resume(stop.id(), new Continuation.ToItsEnd(), stop.replyTo()));
        return;
      }
      run.ifPresent(running -> running.tell(new StudyRun.Stop()));
      stop.replyTo().tell(StatusReply.success(study));
    } catch (RevcorException refused) {
      refuse(stop.replyTo(), refused);
    }
  }

  /** A study that runs or rests, and is not between the two. */
  private StudyView requireSettled(String id) {
    StudyView study = archive.require(id);
    if (running.isLaunching(id)) {
      throw new StudyConflictException("study " + id + " is about to go on; ask again");
    }
    return study;
  }

  private void onDelete(Delete delete) {
    try {
      StudyView study = archive.require(delete.id());
      if (running.isBusy(study.id())) {
        throw new StudyConflictException(
            "study " + study.id() + " has not ended; stop it before deleting it");
      }
      resting.requireUnused(study.id());
      records.deleting(study.id());
      delete(delete);
    } catch (RevcorException refused) {
      refuse(delete.replyTo(), refused);
    }
  }

  private void delete(Delete delete) {
    reply(
        delete.replyTo(),
        resting
            .delete(delete.id())
            .handle(
                (done, failure) -> {
                  feeds.close(delete.id());
                  if (failure != null) {
                    throw new CompletionException(cause(failure));
                  }
                  records.deleted(delete.id());
                  return Done.getInstance();
                }));
  }

  private void onExport(Export export) {
    try {
      resting.export(requireResting(export.id()).id(), export.taker());
    } catch (RevcorException refused) {
      export.taker().completeExceptionally(refused);
    }
  }

  private void onAdopt(Adopt adopt) {
    try {
      running.requireOpen();
      reply(
          adopt.replyTo(),
          resting
              .adopt(adopt.study(), records::isUnused)
              .thenApply(
                  study -> {
                    records.keep(study, study.state());
                    return study;
                  }));
    } catch (RevcorException refused) {
      refuse(adopt.replyTo(), refused);
    }
  }

  private void onDropCheckpoints(DropCheckpoints drop) {
    try {
      StudyView study = requireResting(drop.id());
      if (study.end() == null || !study.end().complete()) {
        throw new StudyConflictException(
            "study %s is not complete, and goes on from its checkpoints".formatted(study.id()));
      }
      reply(drop.replyTo(), resting.dropCheckpoints(study));
    } catch (RevcorException refused) {
      refuse(drop.replyTo(), refused);
    }
  }

  private StudyView requireResting(String id) {
    StudyView study = archive.require(id);
    if (running.isBusy(id)) {
      throw new StudyConflictException("study " + id + " runs; pause or stop it first");
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
      reply(get.replyTo(), resting.maps(study.get(), get.view()));
    }
  }

  /** Once it rests a study is what its folder says; the run answers what was asked of it before. */
  private void onView(StudyView view) {
    archive.put(view);
    boolean handedOver = view.state() == StudyState.PAUSED && !running.isPausing(view.id());
    records.keep(view, handedOver ? StudyState.RUNNING : view.state());
    if (view.state().rests()) {
      running.rests(view.id()).ifPresent(run -> run.tell(new StudyRun.Close()));
      replyIfAllRest();
    }
  }

  private void onRunStopped(RunStopped stopped) {
    if (running.run(stopped.id()).filter(stopped.run()::equals).isPresent()) {
      running.rests(stopped.id());
      archive
          .get(stopped.id())
          .ifPresent(study -> fail(study, "the study broke off; the server's log tells why"));
      replyIfAllRest();
    }
  }

  /** Sets down the end of a study that has not said so itself. */
  private void fail(StudyView study, String problem) {
    StudyView failed = archive.fail(study, problem);
    records.keep(failed, failed.state());
    feeds.brokeOff(failed);
  }

  /** A feed that went with its last client may have missed that the study goes on. */
  private void onLiveStopped(LiveStopped stopped) {
    if (feeds.stopped(stopped.id(), stopped.live())) {
      running.run(stopped.id()).ifPresent(run -> feeds.follow(archive.require(stopped.id()), run));
    }
  }

  private void onShutDown(ShutDown shutDown) {
    shuttingDown.add(shutDown.replyTo());
    running.close();
    handOver();
    replyIfAllRest();
  }

  private void handOver() {
    running.runs().forEach(run -> run.tell(new StudyRun.Rest(Closing.Purpose.HANDOVER)));
  }

  /** A study may have begun that was about to when the server began to shut down. */
  private void onAfterwards(Afterwards after) {
    after.what().run();
    if (running.isClosed()) {
      handOver();
    }
  }

  private void replyIfAllRest() {
    if (running.runs().isEmpty()) {
      shuttingDown.forEach(replyTo -> database.tell(new StudyRecords.AwaitDurable(replyTo)));
      shuttingDown.replaceAll(replyTo -> getContext().getSystem().ignoreRef());
    }
  }
}
