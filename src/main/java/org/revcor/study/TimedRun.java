package org.revcor.study;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.revcor.ObserverFailedException;
import org.revcor.lane.LanePool;
import org.revcor.lane.LaneSettings;
import org.revcor.lane.Platform;
import org.revcor.lane.PoolStatus;

/**
 * A study that goes on and waits as often as one likes. While it waits no block reaches a lane; its
 * run, its lanes and all that they hold stay as they are.
 */
public final class TimedRun implements AutoCloseable {
  private static final Duration STATUS_TIMEOUT = Duration.ofMinutes(1);
  private static final long BETWEEN_QUESTIONS = 5_000_000;

  /** In which no trial is folded when what was under way has come to its end. */
  private static final long QUIET = 100_000_000;

  private sealed interface Command {
    /** Of the study, on its way to the lanes. */
    record Pass(LanePool.Command message) implements Command {}

    record GoOn() implements Command {}

    record Wait() implements Command {}

    record GetStatus(ActorRef<PoolStatus> replyTo) implements Command {}

    record Changed(StudyView study) implements Command {}

    record Ended() implements Command {}
  }

  private final Counter trials;
  private final CompletableFuture<StudyView> end = new CompletableFuture<>();
  private final ActorSystem<Command> system;

  TimedRun(
      PreparedStudy study,
      RunDirectory directory,
      Platform platform,
      LaneSettings lanes,
      Duration checkpointInterval) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    this.trials = registry.counter("revcor.trials");
    RunSettings settings =
        new RunSettings(platform.lanes(lanes.cpuLanes()), 1, checkpointInterval, Optional.empty());
    StudyStatus status = new StudyStatus("bench", study);
    try {
      directory.begin(Resumption.anew(study), status.view());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.system =
        ActorSystem.create(
            Behaviors.setup(
                context ->
                    new Gate(
                        context,
                        context.spawn(LanePool.create(platform, lanes, registry), "lanes"),
                        lanePool ->
                            StudyRun.create(
                                status,
                                Resumption.anew(study),
                                directory,
                                lanePool,
                                settings,
                                registry),
                        status.view(),
                        end)),
            "revcor");
  }

  /** Has the study go on from where it is. */
  public void goOn() {
    system.tell(new Command.GoOn());
  }

  /**
   * Trials folded so far.
   *
   * @throws ObserverFailedException if the study has failed
   */
  public long trials() {
    if (end.isDone()) {
      String problem = end.join().problem();
      throw new ObserverFailedException(
          "the study failed: " + (problem == null ? "it broke off; the log tells why" : problem));
    }
    return (long) trials.count();
  }

  /** Has it wait, and waits itself until nothing of it is under way. */
  public void pause() {
    system.tell(new Command.Wait());
    while (!end.isDone() && status().busy() + status().queued() > 0) {
      LockSupport.parkNanos(BETWEEN_QUESTIONS);
    }
    double folded;
    do {
      folded = trials.count();
      LockSupport.parkNanos(QUIET);
    } while (!end.isDone() && trials.count() > folded);
  }

  private PoolStatus status() {
    return AskPattern.ask(system, Command.GetStatus::new, STATUS_TIMEOUT, system.scheduler())
        .toCompletableFuture()
        .join();
  }

  /** Gives the lanes back; a study that runs is broken off. */
  @Override
  public void close() {
    Termination.of(system);
  }

  /** Makes the run of a study whose blocks go to a pool. */
  private interface Running {
    Behavior<StudyRun.Command> on(ActorRef<LanePool.Command> pool);
  }

  /** The guardian, through which every job goes on its way from the run to the lanes. */
  private static final class Gate extends AbstractBehavior<Command> {
    private final ActorRef<LanePool.Command> pool;
    private final ActorRef<StudyRun.Command> run;
    private final CompletableFuture<StudyView> end;
    private final Queue<LanePool.Command> waiting = new ArrayDeque<>();
    private boolean open;
    private StudyView newest;

    Gate(
        ActorContext<Command> context,
        ActorRef<LanePool.Command> pool,
        Running running,
        StudyView begun,
        CompletableFuture<StudyView> end) {
      super(context);
      this.pool = pool;
      this.newest = begun;
      this.end = end;
      this.run =
          context.spawn(
              running.on(context.messageAdapter(LanePool.Command.class, Command.Pass::new)),
              "run",
              DispatcherSelector.blocking());
      context.watchWith(run, new Command.Ended());
      run.tell(
          new StudyRun.Subscribe(
              context.messageAdapter(StudyView.class, Command.Changed::new),
              context.getSystem().ignoreRef()));
    }

    @Override
    public Receive<Command> createReceive() {
      return newReceiveBuilder().onMessage(Command.class, this::onCommand).build();
    }

    private Behavior<Command> onCommand(Command command) {
      switch (command) {
        case Command.Pass pass -> onPass(pass.message());
        case Command.GoOn goOn -> {
          open = true;
          waiting.forEach(pool::tell);
          waiting.clear();
        }
        case Command.Wait wait -> open = false;
        case Command.GetStatus get -> pool.tell(new LanePool.GetStatus(get.replyTo()));
        case Command.Changed changed -> onChanged(changed.study());
        case Command.Ended ended -> end.complete(newest);
      }
      return this;
    }

    private void onPass(LanePool.Command message) {
      if (open || !(message instanceof LanePool.Submit)) {
        pool.tell(message);
      } else {
        waiting.add(message);
      }
    }

    private void onChanged(StudyView study) {
      newest = study;
      if (study.state().ended()) {
        run.tell(new StudyRun.Close());
      }
    }
  }
}
