package org.revcor.studies;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
import org.revcor.specification.StudyFile;
import org.revcor.specification.StudySpecification;
import org.revcor.specification.Sweep;
import org.revcor.study.Cause;
import org.revcor.study.Closing;
import org.revcor.study.Materials;
import org.revcor.study.PreparedStudy;
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

  private static final int MOST_WAITING = 1_000;

  /** Within which the database is to answer. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

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

  private record WrappedPrepared(
      Submit submit, Launcher.@Nullable Prepared prepared, @Nullable Throwable failure)
      implements Command {}

  private record WrappedCreated(
      Submit submit,
      int asked,
      List<Sweep.LeftOut> leftOut,
      @Nullable List<Launcher.Launch> created,
      @Nullable Throwable failure)
      implements Command {}

  private record WrappedLaunch(
      Resume resume, Launcher.@Nullable Launch launch, @Nullable Throwable failure)
      implements Command {}

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
        MOST_WAITING,
        stash ->
            Behaviors.setup(
                context -> {
                  context.askWithStatus(
                      RecordedStudies.class,
                      records,
                      PATIENCE,
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
                                      "the records of the studies cannot be read, so the server ends: {}",
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
  private final Launcher launcher;
  private final StudyCreation creation;
  private final RecordKeeping records;
  private final ActorRef<StudyRecords.Command> database;
  private final ActorRef<LanePool.Command> pool;
  private final MeterRegistry registry;
  private final ActorRef<StudyView> views;
  private final StudyArchive archive;
  private final LiveFeeds feeds;
  private final RunningStudies running;
  private final RestingStudies resting;
  private final Set<String> keysInUse = new HashSet<>();
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
    this.launcher = launcher;
    this.running = new RunningStudies(settings);
    this.records = new RecordKeeping(database, context.getSystem());
    this.database = database;
    this.pool = pool;
    this.registry = registry;
    this.views = context.messageAdapter(StudyView.class, WrappedView::new);
    this.archive = new StudyArchive(settings.directory());
    ActorRef<Command> self = context.getSelf();
    this.resting = new RestingStudies(archive, blocking(), what -> self.tell(new Afterwards(what)));
    this.feeds =
        new LiveFeeds(context, archive, resting, settings.frameInterval(), LiveStopped::new);
    this.creation = new StudyCreation(launcher, archive, database, context.getSystem(), blocking());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.class, this::onCommand).build();
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Submit submit -> onSubmit(submit);
      case WrappedPrepared prepared -> onPrepared(prepared);
      case WrappedCreated created -> onCreated(created);
      case GetPage get -> get.replyTo().tell(archive.page(get.limit(), get.after()));
      case Get get -> onGet(get);
      case Pause pause -> onPause(pause);
      case Resume resume -> onResume(resume);
      case WrappedLaunch launch -> onLaunch(launch);
      case Stop stop -> onStop(stop);
      case Delete delete -> onDelete(delete);
      case Export export -> onExport(export);
      case Adopt adopt -> onAdopt(adopt);
      case DropCheckpoints drop -> onDropCheckpoints(drop);
      case GetMaps get -> onGetMaps(get);
      case GetLive get -> get.replyTo().tell(feeds.of(get.id()));
      case GetUnwritten get -> get.replyTo().tell(unwritten());
      case WrappedView wrapped -> onView(wrapped.view());
      case Afterwards after -> after.what().run();
      case RunStopped stopped -> onRunStopped(stopped);
      case LiveStopped stopped -> feeds.stopped(stopped.id(), stopped.live());
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
        launch(
            new Resume(
                study.id(), new Continuation.AsItWas(), getContext().getSystem().ignoreRef()),
            admitted -> {});
      }
    }
    return this;
  }

  private void tellUnreadable(UnreadableEntry entry) {
    getContext()
        .getLog()
        .warn("the record of study {} cannot be read: {}", entry.id(), entry.problem());
  }

  private void onSubmit(Submit submit) {
    String key = submit.idempotencyKey();
    Optional<StudyEntry> before = key == null ? Optional.empty() : records.createdAs(key);
    try {
      requireToStay();
      if (before.isPresent()) {
        createdBefore(submit, before.get());
        return;
      }
      running.requireRoom();
      if (key != null && !keysInUse.add(key)) {
        throw new StudyConflictException(
            "a request of the same Idempotency-Key is being answered; ask again");
      }
    } catch (RevcorException refused) {
      refuse(submit.replyTo(), refused);
      return;
    }
    running.creating(1);
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(() -> launcher.prepared(submit.reading()), blocking()),
            (prepared, failure) -> new WrappedPrepared(submit, prepared, failure));
  }

  private void requireToStay() {
    if (!shuttingDown.isEmpty()) {
      throw new StudyConflictException("the server is shutting down");
    }
  }

  private void createdBefore(Submit submit, StudyEntry entry) {
    Sweep again = submit.reading().read(study -> {});
    String asked = StudyFile.toJson(again.studies().getFirst()).toString();
    if (!asked.equals(entry.specification().toString())) {
      throw new StudyConflictException(
          "study %s was created with the same Idempotency-Key, and is another"
              .formatted(entry.id()));
    }
    StudyView view = archive.get(entry.id()).orElseThrow();
    submit.replyTo().tell(StatusReply.success(new Submitted(List.of(view), List.of())));
  }

  private static <T> void refuse(ActorRef<StatusReply<T>> replyTo, Throwable cause) {
    replyTo.tell(StatusReply.error(cause));
  }

  private static <T> void reply(ActorRef<StatusReply<T>> replyTo, CompletionStage<T> answer) {
    answer.whenComplete(
        (value, failure) ->
            replyTo.tell(
                value == null ? StatusReply.error(cause(failure)) : StatusReply.success(value)));
  }

  private void onPrepared(WrappedPrepared wrapped) {
    running.created(1);
    Submit submit = wrapped.submit();
    Launcher.Prepared prepared = wrapped.prepared();
    if (prepared == null) {
      refuseToCreate(submit, cause(wrapped.failure()));
      return;
    }
    try {
      running.requireRoomFor(prepared.studies());
    } catch (RevcorException noRoom) {
      refuseToCreate(submit, noRoom);
      return;
    }
    int asked = prepared.studies().size();
    running.creating(asked);
    getContext()
        .pipeToSelf(
            creation.create(prepared.studies(), submit.idempotencyKey()),
            (created, failure) ->
                new WrappedCreated(submit, asked, prepared.leftOut(), created, failure));
  }

  private void refuseToCreate(Submit submit, Throwable cause) {
    if (submit.idempotencyKey() != null) {
      keysInUse.remove(submit.idempotencyKey());
    }
    refuse(submit.replyTo(), cause);
  }

  private void onCreated(WrappedCreated wrapped) {
    running.created(wrapped.asked());
    Submit submit = wrapped.submit();
    List<Launcher.Launch> created = wrapped.created();
    if (created == null) {
      refuseToCreate(submit, cause(wrapped.failure()));
      return;
    }
    List<StudyView> begun = new ArrayList<>();
    for (Launcher.Launch launch : created) {
      StudyView view = launch.status().view();
      records.has(RecordKeeping.first(view, submit.idempotencyKey()));
      begun.add(view);
      begin(launch);
    }
    if (submit.idempotencyKey() != null) {
      keysInUse.remove(submit.idempotencyKey());
    }
    submit.replyTo().tell(StatusReply.success(new Submitted(begun, wrapped.leftOut())));
    handOverIfShuttingDown();
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
        onResume(new Resume(stop.id(), new Continuation.ToItsEnd(), stop.replyTo()));
        return;
      }
      run.ifPresent(running -> running.tell(new StudyRun.Stop()));
      stop.replyTo().tell(StatusReply.success(study));
    } catch (RevcorException refused) {
      refuse(stop.replyTo(), refused);
    }
  }

  private StudyView requireKnown(String id) {
    return archive.get(id).orElseThrow(() -> new UnknownStudyException(id));
  }

  /** A study that runs or rests, and is not between the two. */
  private StudyView requireSettled(String id) {
    StudyView study = requireKnown(id);
    if (running.isLaunching(id)) {
      throw new StudyConflictException("study " + id + " is about to go on; ask again");
    }
    return study;
  }

  private void onResume(Resume resume) {
    String id = resume.id();
    try {
      StudyView study = requireKnown(id);
      requireToStay();
      if (!running.isBusy(id)) {
        resume.how().requireUseful(study);
        resting.requireUnused(id);
        running.requireRoom();
        Admission.Memory memory = running.memory();
        launch(resume, going -> memory.require(List.of(going)));
      } else if (resume.how() instanceof Continuation.AsItWas && !running.isPausing(id)) {
        resume.replyTo().tell(StatusReply.success(study));
      } else {
        throw new StudyConflictException(
            "study %s runs; %s it first, or ask again when it rests"
                .formatted(id, resume.how() instanceof Continuation.Anew ? "stop" : "pause"));
      }
    } catch (RevcorException refused) {
      refuse(resume.replyTo(), refused);
    }
  }

  /**
   * @param admitted is asked, on another thread, whether there is room for it
   */
  private void launch(Resume resume, Consumer<PreparedStudy> admitted) {
    StudyView study = archive.get(resume.id()).orElseThrow();
    running.launching(resume.id());
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(
                () -> launcher.launch(study, resume.how(), admitted), blocking()),
            (launch, failure) -> new WrappedLaunch(resume, launch, failure));
  }

  private void onLaunch(WrappedLaunch wrapped) {
    Resume resume = wrapped.resume();
    running.launched(resume.id());
    StudyView study = archive.get(resume.id()).orElseThrow();
    Launcher.Launch launch = wrapped.launch();
    if (launch == null) {
      Throwable cause = cause(wrapped.failure());
      if (!study.state().rests()) {
        StudyView failed = archive.fail(study, Cause.message(cause));
        records.keep(failed, failed.state());
        getContext().getLog().warn("study {} failed: {}", study.id(), Cause.message(cause));
      }
      refuse(resume.replyTo(), cause);
      return;
    }
    ActorRef<StudyRun.Command> run = begin(launch);
    if (resume.how() instanceof Continuation.ToItsEnd) {
      run.tell(new StudyRun.Stop());
    }
    getContext()
        .getLog()
        .info("study {} goes on at trial {}", resume.id(), launch.resumption().trials());
    resume.replyTo().tell(StatusReply.success(launch.status().view()));
    handOverIfShuttingDown();
  }

  private void onDelete(Delete delete) {
    try {
      StudyView study = requireKnown(delete.id());
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
      requireToStay();
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
    StudyView study = requireKnown(id);
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
          .map(study -> archive.fail(study, "the study broke off; the server's log tells why"))
          .ifPresent(failed -> records.keep(failed, failed.state()));
      replyIfAllRest();
    }
  }

  private void onShutDown(ShutDown shutDown) {
    shuttingDown.add(shutDown.replyTo());
    handOverIfShuttingDown();
    replyIfAllRest();
  }

  private void handOverIfShuttingDown() {
    if (!shuttingDown.isEmpty()) {
      running.runs().forEach(run -> run.tell(new StudyRun.Rest(Closing.Purpose.HANDOVER)));
    }
  }

  private void replyIfAllRest() {
    if (running.runs().isEmpty()) {
      shuttingDown.forEach(replyTo -> database.tell(new StudyRecords.AwaitDurable(replyTo)));
      shuttingDown.replaceAll(replyTo -> getContext().getSystem().ignoreRef());
    }
  }

  private Executor blocking() {
    return getContext().getSystem().dispatchers().lookup(DispatcherSelector.blocking());
  }
}
