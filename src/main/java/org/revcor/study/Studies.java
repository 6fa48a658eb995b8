package org.revcor.study;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
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
import org.revcor.estimate.MapView;
import org.revcor.lane.LanePool;
import org.revcor.lane.Platform;
import org.revcor.record.EndReason;

/**
 * All studies of a server: those that run, as actors, and those that have ended, as run
 * directories.
 */
public final class Studies extends AbstractBehavior<Studies.Command> {

  /** This actor, and the live feed. */
  private static final int FOLLOWERS = 2;

  /** Messages that the studies take. */
  public sealed interface Command {}

  /**
   * Starts a study. The error is an {@link org.revcor.InvalidInputException} if it cannot be used
   * and a {@link StudyConflictException} if too many run.
   */
  public record Submit(StudySpecification specification, ActorRef<StatusReply<StudyView>> replyTo)
      implements Command {}

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

  /** Stops a study; no error if it has ended. Empty if there is no such study. */
  public record Stop(String id, ActorRef<Optional<StudyView>> replyTo) implements Command {}

  /**
   * Deletes an ended study with its folder; a {@link StudyConflictException} if it has not ended,
   * an {@link UnknownStudyException} if there is none.
   */
  public record Delete(String id, ActorRef<StatusReply<Done>> replyTo) implements Command {}

  /**
   * Asks for a view of all maps, of a running study as they are now; a {@link
   * StudyConflictException} if there are none.
   */
  public record GetMaps(String id, MapView view, ActorRef<StatusReply<StudyMaps>> replyTo)
      implements Command {}

  /** Asks for the live feed of a study. */
  public record GetLive(String id, ActorRef<Optional<ActorRef<Live.Command>>> replyTo)
      implements Command {}

  /** Stops all studies with complete results, then replies. */
  public record ShutDown(ActorRef<Done> replyTo) implements Command {}

  private record WrappedView(StudyView view) implements Command {}

  private record WrappedPrepared(
      @Nullable PreparedStudy study,
      @Nullable Throwable failure,
      ActorRef<StatusReply<StudyView>> replyTo)
      implements Command {}

  private record RunStopped(String id) implements Command {}

  private record LiveStopped(String id, ActorRef<Live.Command> live) implements Command {}

  /** Reads the run directories and takes studies from then on. */
  public static Behavior<Command> create(
      StudiesSettings settings,
      Platform platform,
      ActorRef<LanePool.Command> pool,
      Materials materials,
      MeterRegistry registry) {
    return Behaviors.setup(
        context -> new Studies(context, settings, platform, pool, materials, registry));
  }

  private final StudiesSettings settings;
  private final Platform platform;
  private final ActorRef<LanePool.Command> pool;
  private final Materials materials;
  private final MeterRegistry registry;
  private final ActorRef<StudyView> views;
  private final StudyArchive archive;
  private final Map<String, ActorRef<StudyRun.Command>> running = new HashMap<>();
  private final Map<String, ActorRef<Live.Command>> lives = new HashMap<>();
  private final List<ActorRef<Done>> shuttingDown = new ArrayList<>();
  private int preparing;

  private Studies(
      ActorContext<Command> context,
      StudiesSettings settings,
      Platform platform,
      ActorRef<LanePool.Command> pool,
      Materials materials,
      MeterRegistry registry) {
    super(context);
    this.settings = settings;
    this.platform = platform;
    this.pool = pool;
    this.materials = materials;
    this.registry = registry;
    this.views = context.messageAdapter(StudyView.class, WrappedView::new);
    this.archive = new StudyArchive(settings.directory());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.class, this::onCommand).build();
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Submit submit -> onSubmit(submit);
      case WrappedPrepared prepared -> onPrepared(prepared);
      case GetPage get -> get.replyTo().tell(archive.page(get.limit(), get.after()));
      case Get get -> onGet(get);
      case Stop stop -> onStop(stop);
      case Delete delete -> delete.replyTo().tell(onDelete(delete.id()));
      case GetMaps get -> onGetMaps(get);
      case GetLive get -> get.replyTo().tell(live(get.id()));
      case WrappedView wrapped -> onView(wrapped.view());
      case RunStopped stopped -> onRunStopped(stopped.id());
      case LiveStopped stopped -> lives.remove(stopped.id(), stopped.live());
      case ShutDown shutDown -> onShutDown(shutDown);
    }
    return this;
  }

  private void onSubmit(Submit submit) {
    int busy = running.size() + preparing;
    if (!shuttingDown.isEmpty()) {
      refuse(submit.replyTo(), new StudyConflictException("the server is shutting down"));
    } else if (busy >= settings.mostRunning()) {
      refuse(
          submit.replyTo(),
          new StudyConflictException(
              "%d studies run already, as many as may; stop one or wait".formatted(busy)));
    } else {
      preparing++;
      getContext()
          .pipeToSelf(
              CompletableFuture.supplyAsync(
                  () ->
                      PreparedStudy.of(
                          submit.specification(), materials, platform, settings.capacity()),
                  blocking()),
              (study, failure) -> new WrappedPrepared(study, failure, submit.replyTo()));
    }
  }

  private static void refuse(ActorRef<StatusReply<StudyView>> replyTo, Throwable cause) {
    replyTo.tell(StatusReply.error(cause));
  }

  private void onPrepared(WrappedPrepared prepared) {
    preparing--;
    if (prepared.study() == null) {
      refuse(prepared.replyTo(), cause(prepared.failure()));
      return;
    }
    StudyStatus status = new StudyStatus(archive.newId(), prepared.study());
    StudyView view = status.view();
    RunDirectory directory = archive.directory(status.id());
    try {
      directory.begin(view);
    } catch (IOException e) {
      refuse(prepared.replyTo(), new UncheckedIOException(e));
      return;
    }
    archive.put(view);
    begin(status, view, directory);
    prepared.replyTo().tell(StatusReply.success(view));
  }

  private static Throwable cause(@Nullable Throwable failure) {
    if (failure == null) {
      return new IllegalStateException("a study was prepared to nothing");
    }
    return Cause.of(failure);
  }

  private void begin(StudyStatus status, StudyView view, RunDirectory directory) {
    ActorRef<StudyRun.Command> run =
        getContext()
            .spawn(
                StudyRun.create(status, Optional.empty(), directory, pool, runSettings(), registry),
                "run-" + status.id(),
                DispatcherSelector.blocking());
    getContext().watchWith(run, new RunStopped(status.id()));
    run.tell(new StudyRun.Subscribe(views, getContext().getSystem().ignoreRef()));
    running.put(status.id(), run);
    lives.put(status.id(), spawn(status.id(), Live.create(run, view, settings.frameInterval())));
  }

  private RunSettings runSettings() {
    return new RunSettings(settings.capacity().lanes(), FOLLOWERS, settings.checkpointInterval());
  }

  private void onGet(Get get) {
    ActorRef<StudyRun.Command> run = running.get(get.id());
    if (run == null) {
      get.replyTo().tell(archive.get(get.id()));
    } else {
      run.tell(new StudyRun.Describe(get.replyTo()));
    }
  }

  private void onStop(Stop stop) {
    ActorRef<StudyRun.Command> run = running.get(stop.id());
    if (run != null) {
      run.tell(new StudyRun.Stop(EndReason.STOPPED));
    }
    onGet(new Get(stop.id(), stop.replyTo()));
  }

  private StatusReply<Done> onDelete(String id) {
    if (running.containsKey(id)) {
      return StatusReply.error(
          new StudyConflictException("study " + id + " has not ended; stop it before deleting it"));
    }
    if (archive.get(id).isEmpty()) {
      return StatusReply.error(new UnknownStudyException(id));
    }
    try {
      archive.delete(id);
    } catch (IOException e) {
      return StatusReply.error(new UncheckedIOException(e));
    }
    ActorRef<Live.Command> live = lives.remove(id);
    if (live != null) {
      live.tell(new Live.Close());
    }
    return StatusReply.ack();
  }

  private void onGetMaps(GetMaps get) {
    ActorRef<StudyRun.Command> run = running.get(get.id());
    Optional<StudyView> study = archive.get(get.id());
    if (run != null) {
      run.tell(new StudyRun.GetMaps(get.view(), get.replyTo()));
    } else if (study.isEmpty()) {
      get.replyTo().tell(StatusReply.error(new UnknownStudyException(get.id())));
    } else {
      blocking().execute(() -> get.replyTo().tell(stored(study.get(), get.view())));
    }
  }

  /** Reads results, which may be large; away from the actor, so that no other study waits. */
  private StatusReply<StudyMaps> stored(StudyView study, MapView view) {
    try {
      return archive
          .maps(study, view)
          .map(StatusReply::success)
          .orElseGet(
              () ->
                  StatusReply.error(
                      new StudyConflictException("study " + study.id() + " left no maps")));
    } catch (IOException e) {
      return StatusReply.error(new UncheckedIOException(e));
    }
  }

  private Optional<ActorRef<Live.Command>> live(String id) {
    return archive.get(id).map(study -> lives.computeIfAbsent(id, unused -> liveOfEnded(study)));
  }

  private ActorRef<Live.Command> liveOfEnded(StudyView study) {
    Optional<StudySnapshot> last;
    try {
      last = archive.snapshot(study);
    } catch (IOException e) {
      getContext().getLog().warn("the maps of study {} cannot be read", study.id(), e);
      last = Optional.empty();
    }
    return spawn(study.id(), Live.ofEnded(study, last.orElse(null)));
  }

  private ActorRef<Live.Command> spawn(String id, Behavior<Live.Command> feed) {
    ActorRef<Live.Command> live = getContext().spawnAnonymous(feed);
    getContext().watchWith(live, new LiveStopped(id, live));
    return live;
  }

  /**
   * From its end on a study is what its folder says; the run answers what was asked of it before.
   */
  private void onView(StudyView view) {
    archive.put(view);
    if (view.state().ended()) {
      ActorRef<StudyRun.Command> run = running.remove(view.id());
      if (run != null) {
        run.tell(new StudyRun.Close());
      }
      replyIfAllStopped();
    }
  }

  private void onRunStopped(String id) {
    running.remove(id);
    archive
        .get(id)
        .filter(study -> !study.state().ended())
        .ifPresent(study -> archive.fail(study, "the study broke off; the server's log tells why"));
    replyIfAllStopped();
  }

  private void onShutDown(ShutDown shutDown) {
    shuttingDown.add(shutDown.replyTo());
    running.values().forEach(run -> run.tell(new StudyRun.Stop(EndReason.SHUTDOWN)));
    replyIfAllStopped();
  }

  private void replyIfAllStopped() {
    if (running.isEmpty()) {
      shuttingDown.forEach(replyTo -> replyTo.tell(Done.getInstance()));
    }
  }

  private Executor blocking() {
    return getContext().getSystem().dispatchers().lookup(DispatcherSelector.blocking());
  }
}
