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
 *
 * <pre>
 * inactive ──► following ◄──► capturing
 *    ▲             └────┬─────────┘   the last snapshot, or a new run
 *    └───────────── ending ──► following
 * </pre>
 */
public final class Live {
  /** Minimum interval between states sent for results of looks. */
  private static final Duration MIN_STATE_INTERVAL = Duration.ofSeconds(1);

  /** Messages that a live feed accepts. */
  public sealed interface Command {}

  /** Adds a client, which gets two credits and immediately the study's state. */
  public record Join(ActorRef<LiveEvent> client) implements Command {}

  public record Leave(ActorRef<LiveEvent> client) implements Command {}

  /** Selects the channels of a client's frames by index. Indices out of range are ignored. */
  public record SelectChannels(ActorRef<LiveEvent> client, int[] channels) implements Command {}

  /** Acknowledges a frame: the client can receive another one. */
  public record Ready(ActorRef<LiveEvent> client) implements Command {}

  record Connect(ActorRef<StudyRun.Command> run) implements Command {}

  record Changed(StudyView study) implements Command {}

  record Close() implements Command {}

  private record Tick() implements Command {}

  private record WrappedSnapshot(StudySnapshot snapshot) implements Command {}

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
                timers -> new Live(context, timers, view, files, interval).inactive));
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final ActorRef<StudySnapshot> snapshots;
  private final ActorRef<StudyView> views;
  private final LiveClients clients = new LiveClients();
  private final StudyFiles files;
  private final Duration interval;
  private final Behavior<Command> inactive = Behaviors.receiveMessage(this::inactive);
  private StudyView view;
  private StudyView sentView;
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
    this.sentView = view;
    this.files = files;
    this.interval = interval;
    this.snapshots = context.messageAdapter(StudySnapshot.class, WrappedSnapshot::new);
    this.views = context.messageAdapter(StudyView.class, Changed::new);
  }

  /** The study has no run: its last maps are in its files. */
  private Behavior<Command> inactive(Command command) {
    switch (command) {
      case Join join -> {
        add(join);
        if (!clients.haveSnapshot()) {
          StudyView read = view;
          FileWork.pipeToSelf(context, () -> files.snapshot(read), last -> new Stored(read, last));
        }
      }
      case Stored stored -> onStored(stored);
      case Connect(ActorRef<StudyRun.Command> run) -> {
        return follow(run);
      }
      case Leave(ActorRef<LiveEvent> client) -> {
        return stopWithout(client);
      }
      default -> {
        return anytime(command);
      }
    }
    return Behaviors.same();
  }

  /** The feed of an inactive study stops with its last client; the next client gets a new feed. */
  private Behavior<Command> stopWithout(ActorRef<LiveEvent> client) {
    remove(client);
    return clients.isEmpty() ? Behaviors.stopped() : Behaviors.same();
  }

  private Behavior<Command> follow(ActorRef<StudyRun.Command> run) {
    clients.dropSnapshot();
    run.tell(new StudyRun.Subscribe(views, snapshots));
    timers.startTimerAtFixedRate(new Tick(), interval);
    return following(run);
  }

  /** No snapshot is requested. */
  private Behavior<Command> following(ActorRef<StudyRun.Command> run) {
    return Behaviors.receiveMessage(
        command -> {
          if (!(command instanceof Tick)) {
            return connected(command, run, new BitSet());
          }
          sendChangedState();
          BitSet needed = clients.neededChannels();
          if (!clients.isSnapshotDue()) {
            clients.sendDueFrames();
          } else if (!needed.isEmpty()) {
            run.tell(new StudyRun.Capture(needed, snapshots));
            return Behaviors.receiveMessage(next -> connected(next, run, needed));
          }
          return Behaviors.same();
        });
  }

  /** With a run that has not sent its last snapshot. */
  private Behavior<Command> connected(
      Command command, ActorRef<StudyRun.Command> run, BitSet requested) {
    return switch (command) {
      case WrappedSnapshot(StudySnapshot snapshot) -> {
        clients.receive(snapshot, requested);
        yield snapshot.last() ? ending(run, Optional.empty()) : following(run);
      }
      case Connect next -> ending(run, Optional.of(next));
      case Changed(StudyView newView) -> onView(newView, run, Optional.empty());
      default -> anytime(command);
    };
  }

  /** No more snapshots are requested of the run, but its end is not reported yet. */
  private Behavior<Command> ending(ActorRef<StudyRun.Command> run, Optional<Connect> next) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Connect newest -> ending(run, Optional.of(newest));
              case WrappedSnapshot(StudySnapshot snapshot) when snapshot.last() -> {
                clients.receive(snapshot, new BitSet());
                yield Behaviors.same();
              }
              case Changed(StudyView newView) -> onView(newView, run, next);
              default -> anytime(command);
            });
  }

  private Behavior<Command> anytime(Command command) {
    switch (command) {
      case Join join -> add(join);
      case SelectChannels select -> {
        clients.select(select.client(), select.channels(), view.channels().size());
        clients.sendDueFrames();
      }
      case Ready ready -> {
        clients.acknowledge(ready.client());
        clients.sendDueFrames();
      }
      case Tick tick -> {
        sendChangedState();
        clients.sendDueFrames();
      }
      case Leave(ActorRef<LiveEvent> client) -> remove(client);
      case Changed(StudyView newView) -> setView(newView);
      case WrappedSnapshot late -> context.getLog().debug("a snapshot of an earlier run");
      case Stored late -> context.getLog().debug("the study has resumed");
      case Connect connect -> throw new IllegalStateException("every state handles new runs");
      case Close close -> {
        clients.send(new LiveEvent.Deleted());
        return Behaviors.stopped();
      }
    }
    return Behaviors.same();
  }

  private void add(Join join) {
    clients.add(join.client());
    context.watchWith(join.client(), new Leave(join.client()));
    join.client().tell(state());
  }

  private void remove(ActorRef<LiveEvent> client) {
    if (clients.remove(client)) {
      context.unwatch(client);
    }
  }

  /** Publishes a change of state immediately, and results of looks on a later tick. */
  private void setView(StudyView newView) {
    boolean hasNewState =
        newView.lifecycle().state() != view.lifecycle().state()
            || newView.lifecycle().queuePosition() != null;
    view = newView;
    if (hasNewState) {
      sendState();
    }
  }

  /**
   * Ends the connection to the run if the study is inactive. Its maps stay in memory only while it
   * has clients.
   */
  private Behavior<Command> onView(
      StudyView newView, ActorRef<StudyRun.Command> run, Optional<Connect> next) {
    setView(newView);
    if (!view.lifecycle().state().isInactive()) {
      return Behaviors.same();
    }
    run.tell(new StudyRun.Close());
    timers.cancelAll();
    if (next.isPresent()) {
      return follow(next.get().run());
    }
    if (clients.isEmpty()) {
      clients.dropSnapshot();
    }
    return inactive;
  }

  /** Ignores stored maps if the study has changed meanwhile. */
  private void onStored(Stored stored) {
    if (stored.last().isError()) {
      String reason = StageFailure.message(stored.last().getError());
      context.getLog().warn("the maps of study {} cannot be read: {}", view.id(), reason);
    } else if (!clients.haveSnapshot() && stored.study().equals(view)) {
      stored.last().getValue().ifPresent(last -> clients.receive(last, new BitSet()));
    }
  }

  private void sendChangedState() {
    if (!view.equals(sentView) && System.nanoTime() - lastState >= MIN_STATE_INTERVAL.toNanos()) {
      sendState();
    }
  }

  private void sendState() {
    sentView = view;
    lastState = System.nanoTime();
    if (!clients.isEmpty()) {
      clients.send(state());
    }
  }

  private LiveEvent state() {
    return new LiveEvent.Changed(Json.line(view));
  }
}
