package org.revcor.studies;

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
import org.revcor.Json;
import org.revcor.study.StudyRun;
import org.revcor.study.StudySnapshot;
import org.revcor.study.StudyView;

/**
 * The live feed of one study: its newest state and snapshot, and what each client may be sent.
 *
 * <p>A client has two credits; a frame takes one and {@link Ready} gives one back. It is never sent
 * a frame without a credit, nor the same frame twice, and always the newest. Snapshots are asked of
 * the run at most once an interval, less often of an old study unless somebody chooses channels,
 * only while somebody can take one, and with the maps that are watched alone, so a study pays for
 * its readers and not for those who do not read.
 */
public final class Live extends AbstractBehavior<Live.Command> {

  /** Frames that a client may have unanswered. */
  private static final int CREDITS = 2;

  /** What a client is sent of maps a second: many of them, or large ones, come less often. */
  private static final long BYTES_A_SECOND = 4 << 20;

  /**
   * Part of its running time after which maps are worth another frame. The noise of a map falls
   * with the root of the trials, so by half of this.
   */
  private static final double WORTH_A_FRAME = 0.01;

  /** Who watches an old study sees all the same that it goes on. */
  private static final double MAX_REST_SECONDS = 1;

  /** What looks find is told at most this often; the maps go their own way. */
  private static final Duration STATE_INTERVAL = Duration.ofSeconds(1);

  /** Messages that a live feed takes. */
  public sealed interface Command {}

  /** A client comes; it gets the study's state at once, and two credits. */
  public record Join(ActorRef<LiveEvent> client) implements Command {}

  /** A client goes. */
  public record Leave(ActorRef<LiveEvent> client) implements Command {}

  /**
   * A client chooses the channels, by index, that its frames carry; indices out of range are left
   * out.
   */
  public record ReproductionListener(ActorRef<LiveEvent> client, int[] channels) implements Command {}

  /** A client has dealt with a frame. */
  public record Ready(ActorRef<LiveEvent> client) implements Command {}

  /** The study goes on in another run. */
  record Follow(ActorRef<StudyRun.Command> run, Duration interval) implements Command {}

  /** The run has ended without having said so. */
  record BrokeOff(StudyView failed) implements Command {}

  /** The study was deleted: all clients are told, and the feed ends. */
  record Close() implements Command {}

  private record Tick() implements Command {}

  private record ClientLost(ActorRef<LiveEvent> client) implements Command {}

  private record WrappedView(StudyView view) implements Command {}

  private record WrappedSnapshot(StudySnapshot snapshot) implements Command {}

  /** What the folder of a study has that rests. */
  private record Stored(StudyView of, Optional<StudySnapshot> last, @Nullable Throwable failure)
      implements Command {}

  /** Reads the last snapshot of a study that rests; empty if it left no maps. */
  @FunctionalInterface
  interface Folder {
    CompletionStage<Optional<StudySnapshot>> last(StudyView study);
  }

  private static final class Client {
    private int[] channels = {};
    private int credits = CREDITS;
    private int seen;
    private long sent = System.nanoTime();
    private long rest;

    boolean waits() {
      return credits > 0 && channels.length > 0;
    }

    /** Whether it has seen none of the channels that it watches. */
    boolean isNew() {
      return seen == 0;
    }

    boolean hasRested() {
      return System.nanoTime() - sent >= rest;
    }

    void send(int sequence, int bytes) {
      credits--;
      seen = sequence;
      sent = System.nanoTime();
      rest = TimeUnit.SECONDS.toNanos(bytes) / BYTES_A_SECOND;
    }
  }

  /**
   * The feed of a running study.
   *
   * @param folder once the study rests
   * @param interval least time between two frames
   */
  static Behavior<Command> create(
      ActorRef<StudyRun.Command> run, StudyView view, Folder folder, Duration interval) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  Live feed = new Live(context, timers, view, folder);
                  feed.follow(run, interval);
                  return feed;
                }));
  }

  /** The feed of a study that has ended or is paused: a single frame, if it left maps. */
  static Behavior<Command> ofResting(StudyView view, Folder folder) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new Live(context, timers, view, folder)));
  }

  private final TimerScheduler<Command> timers;
  private final ActorRef<StudySnapshot> snapshots;
  private final ActorRef<StudyView> views;
  private final Map<ActorRef<LiveEvent>, Client> clients = new LinkedHashMap<>();
  private final Folder folder;
  private Optional<ActorRef<StudyRun.Command>> run = Optional.empty();
  private StudyView view;
  private @Nullable Follow next;
  private @Nullable StudySnapshot newest;
  private BitSet asked = new BitSet();
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
      Folder folder) {
    super(context);
    this.timers = timers;
    this.view = view;
    this.folder = folder;
    this.snapshots = context.messageAdapter(StudySnapshot.class, WrappedSnapshot::new);
    this.views = context.messageAdapter(StudyView.class, WrappedView::new);
  }

  private void follow(ActorRef<StudyRun.Command> study, Duration interval) {
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
      case ReproductionListener watch -> onWatch(watch);
      case Ready ready -> onReady(ready);
      case Tick tick -> onTick();
      case WrappedView wrapped -> onView(wrapped.view());
      case WrappedSnapshot wrapped -> onSnapshot(wrapped.snapshot());
      case Stored stored -> onStored(stored);
      case Follow follow -> onFollow(follow);
      case BrokeOff brokeOff -> onView(brokeOff.failed());
      case Close close -> onClose();
    };
  }

  private Behavior<Command> onJoin(Join join) {
    clients.put(join.client(), new Client());
    getContext().watchWith(join.client(), new ClientLost(join.client()));
    join.client().tell(state());
    if (view.state().rests() && newest == null) {
      StudyView rested = view;
      getContext()
          .pipeToSelf(
              folder.last(rested),
              (last, failure) ->
                  new Stored(rested, last == null ? Optional.empty() : last, failure));
    }
    return this;
  }

  /** The feed of a study that rests goes with its last client; the next one gets a new feed. */
  private Behavior<Command> onLeave(ActorRef<LiveEvent> client) {
    if (clients.remove(client) != null) {
      getContext().unwatch(client);
    }
    return clients.isEmpty() && run.isEmpty() ? Behaviors.stopped() : this;
  }

  private Behavior<Command> onWatch(ReproductionListener watch) {
    Client client = clients.get(watch.client());
    if (client != null) {
      int channels = view.channels().size();
      client.channels =
          IntStream.of(watch.channels()).filter(c -> c >= 0 && c < channels).distinct().toArray();
      client.seen = 0;
      sendWhatIsDue();
    }
    return this;
  }

  private Behavior<Command> onReady(Ready ready) {
    Client client = clients.get(ready.client());
    if (client != null) {
      client.credits = Math.min(CREDITS, client.credits + 1);
      sendWhatIsDue();
    }
    return this;
  }

  private Behavior<Command> onTick() {
    if (changed && System.nanoTime() - lastState >= STATE_INTERVAL.toNanos()) {
      sendState();
    }
    List<Client> waiting =
        clients.values().stream().filter(client -> client.waits() && client.hasRested()).toList();
    BitSet wanted = new BitSet();
    waiting.forEach(client -> Arrays.stream(client.channels).forEach(wanted::set));
    if (!isWorthAFrame() && waiting.stream().noneMatch(Client::isNew)) {
      sendWhatIsDue();
    } else if (!wanted.isEmpty() && !capturing && (newest == null || !newest.last())) {
      capturing = true;
      asked = wanted;
      run.ifPresent(study -> study.tell(new StudyRun.Capture(wanted, snapshots)));
    }
    return this;
  }

  private boolean isWorthAFrame() {
    double rest =
        newest == null ? 0 : Math.min(WORTH_A_FRAME * newest.seconds(), MAX_REST_SECONDS);
    return System.nanoTime() - lastSnapshot >= rest * 1e9;
  }

  /**
   * The maps of a study that rests are in its folder, and kept here only for those who watch. A
   * change of state goes out at once, what a look found when it is time.
   */
  private Behavior<Command> onView(StudyView newView) {
    boolean turn = newView.state() != view.state();
    view = newView;
    changed = true;
    if (turn) {
      sendState();
    }
    if (view.state().rests()) {
      run.ifPresent(study -> study.tell(new StudyRun.Close()));
      run = Optional.empty();
      timers.cancelAll();
      if (next != null) {
        return onFollow(next);
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
    boolean news =
        newest == null
            || snapshot.last()
            || snapshot.maps().trials() > newest.maps().trials()
            || !isCaptured(asked.stream());
    if (news && (newest == null || !newest.last())) {
      newest = snapshot;
      captured = asked;
      sequence++;
    }
    sendWhatIsDue();
    return this;
  }

  /** Maps that were read are old ones once the study has gone on. */
  private Behavior<Command> onStored(Stored stored) {
    if (stored.failure() != null) {
      getContext()
          .getLog()
          .warn("the maps of study {} cannot be read", view.id(), stored.failure());
    } else if (run.isEmpty() && newest == null && stored.of().equals(view)) {
      return stored.last().map(this::onSnapshot).orElse(this);
    }
    return this;
  }

  /** What was the last frame is so no more. The earlier run is heard to its end first. */
  private Behavior<Command> onFollow(Follow follow) {
    if (run.isPresent()) {
      next = follow;
    } else {
      next = null;
      newest = null;
      follow(follow.run(), follow.interval());
    }
    return this;
  }

  private Behavior<Command> onClose() {
    clients.keySet().forEach(client -> client.tell(new LiveEvent.Gone()));
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

  private void sendWhatIsDue() {
    if (newest == null) {
      return;
    }
    StudySnapshot snapshot = newest;
    Map<List<Integer>, ByteBuffer> encoded = new HashMap<>();
    clients.forEach(
        (ref, client) -> {
          if (client.waits() && client.seen < sequence && isDue(client, snapshot)) {
            ByteBuffer frame =
                encoded.computeIfAbsent(
                    Arrays.stream(client.channels).boxed().toList(),
                    channels -> LiveFrame.encode(snapshot, sequence, client.channels));
            client.send(sequence, frame.remaining());
            ref.tell(new LiveEvent.Frame(frame));
          }
        });
  }

  /** The last snapshot has the maps of all channels, and nobody need rest before it. */
  private boolean isDue(Client client, StudySnapshot snapshot) {
    return snapshot.last() || (client.hasRested() && isCaptured(Arrays.stream(client.channels)));
  }

  private boolean isCaptured(IntStream channels) {
    return channels.allMatch(captured::get);
  }
}
