package org.revcor.study.registry;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.revcor.schema.Json;
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
public final class Live extends AbstractBehavior<Live.Command> {

  /** Maximum number of unacknowledged frames per client. */
  private static final int MAX_CREDITS = 2;

  /** Maximum data rate per client; more or larger maps are sent less often. */
  private static final long MAX_BYTES_PER_SECOND = 4 << 20;

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
  record Connect(ActorRef<StudyRun.Command> run, Duration interval) implements Command {}

  /** Reports that the run stopped without reporting its end. */
  record RunFailed(StudyView study) implements Command {}

  /** Reports the deletion of the study to all clients, and stops the feed. */
  record Close() implements Command {}

  private record Tick() implements Command {}

  private record ClientLost(ActorRef<LiveEvent> client) implements Command {}

  private record WrappedView(StudyView view) implements Command {}

  private record WrappedSnapshot(StudySnapshot snapshot) implements Command {}

  /** The last snapshot in the run directory of an inactive study. */
  private record Stored(StudyView study, Optional<StudySnapshot> last, @Nullable Throwable failure)
      implements Command {}

  /** Reads the last snapshot of an inactive study; empty if it has no maps. */
  @FunctionalInterface
  interface SnapshotReader {
    CompletionStage<Optional<StudySnapshot>> read(StudyView study);
  }

  private static final class Client {
    private int[] channels = {};
    private int credits = MAX_CREDITS;
    private int seen;
    private long sent = System.nanoTime();
    private long pauseNanos;

    boolean canReceive() {
      return credits > 0 && channels.length > 0;
    }

    /** Whether no frame was sent since the last selection of channels. */
    boolean isNew() {
      return seen == 0;
    }

    boolean isPauseOver() {
      return System.nanoTime() - sent >= pauseNanos;
    }

    void send(int sequence, int bytes) {
      credits--;
      seen = sequence;
      sent = System.nanoTime();
      pauseNanos = TimeUnit.SECONDS.toNanos(bytes) / MAX_BYTES_PER_SECOND;
    }
  }

  /**
   * Creates the feed of a running study.
   *
   * @param reader used once the study is inactive
   * @param interval minimum time between two frames
   */
  static Behavior<Command> create(
      ActorRef<StudyRun.Command> run, StudyView view, SnapshotReader reader, Duration interval) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  Live feed = new Live(context, timers, view, reader);
                  feed.connect(run, interval);
                  return feed;
                }));
  }

  /** Creates the feed of an inactive study. It sends a single frame if the study has maps. */
  static Behavior<Command> createInactive(StudyView view, SnapshotReader reader) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new Live(context, timers, view, reader)));
  }

  private final TimerScheduler<Command> timers;
  private final ActorRef<StudySnapshot> snapshots;
  private final ActorRef<StudyView> views;
  private final Map<ActorRef<LiveEvent>, Client> clients = new LinkedHashMap<>();
  private final SnapshotReader reader;
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
      SnapshotReader reader) {
    super(context);
    this.timers = timers;
    this.view = view;
    this.reader = reader;
    this.snapshots = context.messageAdapter(StudySnapshot.class, WrappedSnapshot::new);
    this.views = context.messageAdapter(StudyView.class, WrappedView::new);
  }

  private void connect(ActorRef<StudyRun.Command> study, Duration interval) {
    run = Optional.of(study);
    capturing = false;
    study.tell(new StudyRun.Subscribe(views, snapshots));
    timers.startTimerAtFixedRate(new Tick(), interval);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.class, this::onCommand).build();
  }

  private Behavior<Command> onCommand(Command command) {
    return switch (command) {
      case Join join -> onJoin(join);
      case Leave leave -> onLeave(leave.client());
      case ClientLost lost -> onLeave(lost.client());
      case SelectChannels select -> onSelectChannels(select);
      case Ready ready -> onReady(ready);
      case Tick tick -> onTick();
      case WrappedView wrapped -> onView(wrapped.view());
      case WrappedSnapshot wrapped -> onSnapshot(wrapped.snapshot());
      case Stored stored -> onStored(stored);
      case Connect connect -> onConnect(connect);
      case RunFailed failed -> onView(failed.study());
      case Close close -> onClose();
    };
  }

  private Behavior<Command> onJoin(Join join) {
    clients.put(join.client(), new Client());
    getContext().watchWith(join.client(), new ClientLost(join.client()));
    join.client().tell(state());
    if (view.state().isInactive() && newest == null) {
      StudyView inactive = view;
      getContext()
          .pipeToSelf(
              reader.read(inactive),
              (last, failure) ->
                  new Stored(inactive, last == null ? Optional.empty() : last, failure));
    }
    return this;
  }

  /** The feed of an inactive study stops with its last client; the next client gets a new feed. */
  private Behavior<Command> onLeave(ActorRef<LiveEvent> client) {
    if (clients.remove(client) != null) {
      getContext().unwatch(client);
    }
    return clients.isEmpty() && run.isEmpty() ? Behaviors.stopped() : this;
  }

  private Behavior<Command> onSelectChannels(SelectChannels select) {
    Client client = clients.get(select.client());
    if (client != null) {
      int channels = view.channels().size();
      client.channels =
          IntStream.of(select.channels()).filter(c -> c >= 0 && c < channels).distinct().toArray();
      client.seen = 0;
      sendDueFrames();
    }
    return this;
  }

  private Behavior<Command> onReady(Ready ready) {
    Client client = clients.get(ready.client());
    if (client != null) {
      client.credits = Math.min(MAX_CREDITS, client.credits + 1);
      sendDueFrames();
    }
    return this;
  }

  private Behavior<Command> onTick() {
    if (changed && System.nanoTime() - lastState >= MIN_STATE_INTERVAL.toNanos()) {
      sendState();
    }
    List<Client> waiting =
        clients.values().stream()
            .filter(client -> client.canReceive() && client.isPauseOver())
            .toList();
    BitSet needed = new BitSet();
    waiting.forEach(client -> Arrays.stream(client.channels).forEach(needed::set));
    if (!isSnapshotDue() && waiting.stream().noneMatch(Client::isNew)) {
      sendDueFrames();
    } else if (!needed.isEmpty() && !capturing && (newest == null || !newest.last())) {
      capturing = true;
      requested = needed;
      run.ifPresent(study -> study.tell(new StudyRun.Capture(needed, snapshots)));
    }
    return this;
  }

  private boolean isSnapshotDue() {
    double interval =
        newest == null ? 0 : Math.min(MIN_TIME_INCREASE * newest.seconds(), MAX_INTERVAL_SECONDS);
    return System.nanoTime() - lastSnapshot >= interval * 1e9;
  }

  /**
   * Publishes a change of state immediately, and results of looks on the next tick that allows it.
   * The maps of an inactive study stay in memory only while it has clients.
   */
  private Behavior<Command> onView(StudyView newView) {
    boolean hasNewState = newView.state() != view.state();
    view = newView;
    changed = true;
    if (hasNewState) {
      sendState();
    }
    if (view.state().isInactive()) {
      run.ifPresent(study -> study.tell(new StudyRun.Close()));
      run = Optional.empty();
      timers.cancelAll();
      if (next != null) {
        return onConnect(next);
      }
      if (clients.isEmpty()) {
        newest = null;
      }
    }
    return this;
  }

  private Behavior<Command> onSnapshot(StudySnapshot snapshot) {
    capturing = false;
    lastSnapshot = System.nanoTime();
    boolean isNew =
        newest == null
            || snapshot.last()
            || snapshot.maps().trials() > newest.maps().trials()
            || !isCaptured(requested.stream());
    if (isNew && (newest == null || !newest.last())) {
      newest = snapshot;
      captured = requested;
      sequence++;
    }
    sendDueFrames();
    return this;
  }

  /** Ignores stored maps if the study has resumed meanwhile. */
  private Behavior<Command> onStored(Stored stored) {
    if (stored.failure() != null) {
      getContext()
          .getLog()
          .warn("the maps of study {} cannot be read", view.id(), stored.failure());
    } else if (run.isEmpty() && newest == null && stored.study().equals(view)) {
      return stored.last().map(this::onSnapshot).orElse(this);
    }
    return this;
  }

  /** Connects to a new run once the earlier run has ended; more frames follow the last one. */
  private Behavior<Command> onConnect(Connect connect) {
    if (run.isPresent()) {
      next = connect;
    } else {
      next = null;
      newest = null;
      connect(connect.run(), connect.interval());
    }
    return this;
  }

  private Behavior<Command> onClose() {
    clients.keySet().forEach(client -> client.tell(new LiveEvent.Deleted()));
    return Behaviors.stopped();
  }

  private void sendState() {
    changed = false;
    lastState = System.nanoTime();
    if (!clients.isEmpty()) {
      LiveEvent state = state();
      clients.keySet().forEach(client -> client.tell(state));
    }
  }

  private LiveEvent state() {
    return new LiveEvent.Changed(Json.line(view));
  }

  private void sendDueFrames() {
    if (newest == null) {
      return;
    }
    StudySnapshot snapshot = newest;
    Map<List<Integer>, ByteBuffer> encoded = new HashMap<>();
    clients.forEach(
        (ref, client) -> {
          if (client.canReceive() && client.seen < sequence && isDue(client, snapshot)) {
            ByteBuffer frame =
                encoded.computeIfAbsent(
                    Arrays.stream(client.channels).boxed().toList(),
                    channels -> LiveFrame.encode(snapshot, sequence, client.channels));
            client.send(sequence, frame.remaining());
            ref.tell(new LiveEvent.Frame(frame));
          }
        });
  }

  /** The last snapshot has the maps of all channels and is sent without a pause. */
  private boolean isDue(Client client, StudySnapshot snapshot) {
    return snapshot.last() || (client.isPauseOver() && isCaptured(Arrays.stream(client.channels)));
  }

  private boolean isCaptured(IntStream channels) {
    return channels.allMatch(captured::get);
  }
}
