package org.revcor.study.registry;

import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.schema.Json;
import org.revcor.study.plan.StageFailure;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.StudyRun;
import org.revcor.study.run.StudySnapshot;

/**
 * The live feed of one study: sends its newest state and snapshots to clients.
 *
 * <p>A client has two credits. A frame uses one, and {@link Ready} returns one. A client without
 * credits gets no frame, never the same frame twice, and always the newest.
 *
 * <p>The feed requests snapshots at most once per interval, and less often from a long-running
 * study unless a client selects new channels. It requests only maps that clients can currently
 * receive.
 */
public final class Live {

  /**
   * Relative increase of the running time after which a new frame is due. The noise of a map falls
   * with the square root of the trials, that is by half of this fraction.
   */
  private static final double MIN_TIME_INCREASE = 0.01;

  /** Maximum interval between frames of a long-running study. */
  private static final double MAX_INTERVAL_SECONDS = 1;

  /** Minimum interval between states sent for results of looks. */
  private static final Duration MIN_STATE_INTERVAL = Duration.ofSeconds(1);

  /** Messages that a live feed accepts. */
  public sealed interface Command {}

  /** Adds a client, which gets two credits and immediately the study's state. */
  public record Join(ActorRef<LiveEvent> client) implements Command {}

  /** Removes a client. */
  public record Leave(ActorRef<LiveEvent> client) implements Command {}

  /** Selects the channels of a client's frames by index. Indices out of range are ignored. */
  public record SelectChannels(ActorRef<LiveEvent> client, int[] channels) implements Command {}

  /** Acknowledges a frame: the client can receive another one. */
  public record Ready(ActorRef<LiveEvent> client) implements Command {}

  /** Connects the feed to a new run of the study. */
  record Connect(ActorRef<StudyRun.Command> run) implements Command {}

  /** Reports that the run stopped without reporting its end. */
  record RunFailed(StudyView study) implements Command {}

  /** Reports the deletion of the study to all clients, and stops the feed. */
  record Close() implements Command {}

  private record Tick() implements Command {}

  private record ClientLost(ActorRef<LiveEvent> client) implements Command {}

  private record WrappedView(StudyView view) implements Command {}

  private record WrappedSnapshot(StudySnapshot snapshot) implements Command {}

  /** The last snapshot in the run directory of an inactive study. */
  private record Stored(StudyView study, StatusReply<Optional<StudySnapshot>> last)
      implements Command {}

  /**
   * Creates the feed of a study without a run. It sends a single frame if the study has maps.
   *
   * @param interval minimum time between two frames
   */
  static Behavior<Command> create(StudyView view, StudyFiles files, Duration interval) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  Live feed = new Live(context, timers, view, files, interval);
                  return Behaviors.receiveMessage(feed::onCommand);
                }));
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final ActorRef<StudySnapshot> snapshots;
  private final ActorRef<StudyView> views;
  private final LiveClients clients = new LiveClients();
  private final StudyFiles files;
  private final Duration interval;
  private Optional<ActorRef<StudyRun.Command>> run = Optional.empty();
  private StudyView view;
  private @Nullable Connect next;
  private @Nullable StudySnapshot newest;
  private BitSet requested = new BitSet();
  private BitSet captured = new BitSet();
  private int sequence;
  private boolean capturing;
  private boolean changed;
  private long lastSnapshot = System.nanoTime();
  private long lastState = System.nanoTime();

  private Live(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      StudyView view,
      StudyFiles files,
      Duration interval) {
    this.context = context;
    this.timers = timers;
    this.view = view;
    this.files = files;
    this.interval = interval;
    this.snapshots = context.messageAdapter(StudySnapshot.class, WrappedSnapshot::new);
    this.views = context.messageAdapter(StudyView.class, WrappedView::new);
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Join join -> onJoin(join);
      case SelectChannels select -> {
        clients.select(select.client(), select.channels(), view.channels().size());
        sendDueFrames();
      }
      case Ready ready -> {
        clients.acknowledge(ready.client());
        sendDueFrames();
      }
      case Tick tick -> onTick();
      case WrappedView wrapped -> onView(wrapped.view());
      case WrappedSnapshot wrapped -> onSnapshot(wrapped.snapshot());
      case Stored stored -> onStored(stored);
      case Connect connect -> onConnect(connect);
      case RunFailed failed -> onView(failed.study());
      case Leave leave -> {
        return onLeave(leave.client());
      }
      case ClientLost lost -> {
        return onLeave(lost.client());
      }
      case Close close -> {
        clients.send(new LiveEvent.Deleted());
        return Behaviors.stopped();
      }
    }
    return Behaviors.same();
  }

  private void onJoin(Join join) {
    clients.add(join.client());
    context.watchWith(join.client(), new ClientLost(join.client()));
    join.client().tell(state());
    if (view.lifecycle().state().isInactive() && newest == null) {
      StudyView inactive = view;
      FileWork.pipeToSelf(
          context, () -> files.snapshot(inactive), last -> new Stored(inactive, last));
    }
  }

  /** The feed of an inactive study stops with its last client; the next client gets a new feed. */
  private Behavior<Command> onLeave(ActorRef<LiveEvent> client) {
    if (clients.remove(client)) {
      context.unwatch(client);
    }
    return clients.isEmpty() && run.isEmpty() ? Behaviors.stopped() : Behaviors.same();
  }

  private void onTick() {
    if (changed && System.nanoTime() - lastState >= MIN_STATE_INTERVAL.toNanos()) {
      sendState();
    }
    BitSet needed = clients.neededChannels();
    if (!isSnapshotDue() && !clients.needFirstFrame()) {
      sendDueFrames();
    } else if (!needed.isEmpty() && !capturing && (newest == null || !newest.last())) {
      capturing = true;
      requested = needed;
      run.ifPresent(study -> study.tell(new StudyRun.Capture(needed, snapshots)));
    }
  }

  private boolean isSnapshotDue() {
    double seconds =
        newest == null ? 0 : Math.min(MIN_TIME_INCREASE * newest.seconds(), MAX_INTERVAL_SECONDS);
    return System.nanoTime() - lastSnapshot >= seconds * 1e9;
  }

  /**
   * Publishes a change of state immediately, and results of looks on the next tick that allows it.
   * The maps of an inactive study stay in memory only while it has clients.
   */
  private void onView(StudyView newView) {
    boolean hasNewState = newView.lifecycle().state() != view.lifecycle().state();
    view = newView;
    changed = true;
    if (hasNewState) {
      sendState();
    }
    if (view.lifecycle().state().isInactive()) {
      run.ifPresent(study -> study.tell(new StudyRun.Close()));
      run = Optional.empty();
      timers.cancelAll();
      if (next != null) {
        onConnect(next);
      } else if (clients.isEmpty()) {
        newest = null;
      }
    }
  }

  private void onSnapshot(StudySnapshot snapshot) {
    capturing = false;
    lastSnapshot = System.nanoTime();
    boolean isNew =
        newest == null
            || snapshot.last()
            || snapshot.maps().trials() > newest.maps().trials()
            || !requested.stream().allMatch(captured::get);
    if (isNew && (newest == null || !newest.last())) {
      newest = snapshot;
      captured = requested;
      sequence++;
    }
    sendDueFrames();
  }

  /** Ignores stored maps if the study has resumed meanwhile. */
  private void onStored(Stored stored) {
    if (stored.last().isError()) {
      context
          .getLog()
          .warn(
              "the maps of study {} cannot be read: {}",
              view.id(),
              StageFailure.message(stored.last().getError()));
    } else if (run.isEmpty() && newest == null && stored.study().equals(view)) {
      stored.last().getValue().ifPresent(this::onSnapshot);
    }
  }

  /** Connects to a new run once the earlier run has ended; more frames follow the last one. */
  private void onConnect(Connect connect) {
    if (run.isPresent()) {
      next = connect;
      return;
    }
    next = null;
    newest = null;
    capturing = false;
    run = Optional.of(connect.run());
    connect.run().tell(new StudyRun.Subscribe(views, snapshots));
    timers.startTimerAtFixedRate(new Tick(), interval);
  }

  private void sendState() {
    changed = false;
    lastState = System.nanoTime();
    if (!clients.isEmpty()) {
      clients.send(state());
    }
  }

  private LiveEvent state() {
    return new LiveEvent.Changed(Json.line(view));
  }

  private void sendDueFrames() {
    if (newest != null) {
      clients.sendDueFrames(newest, sequence, captured);
    }
  }
}
