package org.revcor.benchmark;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.commons.io.function.Uncheck;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.revcor.ObserverFailedException;
import org.revcor.inference.LanePool;
import org.revcor.inference.LanePool.PoolStatus;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Platform;
import org.revcor.study.plan.LocalLanes;
import org.revcor.study.plan.LocalLanes.SystemTermination;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.Resumption;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.StudyRun;
import org.revcor.study.run.StudyRun.RunSettings;
import org.revcor.study.run.StudyStatus;

/**
 * A study without a server, as in {@code revcor run}. While it is paused, no block reaches a lane;
 * run and lanes keep their state.
 */
public final class HeadlessPipeline implements Pipeline {
  private static final Duration STATUS_TIMEOUT = Duration.ofMinutes(1);
  private static final long POLL_NANOS = 5_000_000;

  /** Interval without a folded trial after which no block is in flight any more. */
  private static final long QUIET_NANOS = 100_000_000;

  private sealed interface Command {
    record Pass(LanePool.Command message) implements Command {}

    record Resume() implements Command {}

    record Hold() implements Command {}

    record GetStatus(ActorRef<PoolStatus> replyTo) implements Command {}

    record Changed(StudyView study) implements Command {}

    record Ended() implements Command {}
  }

  private final Counter trials;
  private final CompletableFuture<StudyView> end = new CompletableFuture<>();
  private final ActorSystem<Command> system;

  public HeadlessPipeline(
      PreparedStudy study,
      RunDirectory directory,
      Platform platform,
      LaneSettings lanes,
      Duration checkpointInterval) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    this.trials = registry.counter("revcor.trials");
    RunSettings settings = new RunSettings(1, checkpointInterval, Optional.empty());
    StudyStatus status = new StudyStatus("bench", study, "2026-11-25T10:15:00Z", null);
    Uncheck.run(() -> directory.prepare(Resumption.ofNew(study), status.view()));
    this.system =
        ActorSystem.create(
            Behaviors.setup(
                context ->
                    Behaviors.receiveMessage(
                        new Gate(
                                context,
                                context.spawn(LanePool.create(platform, lanes, registry), "lanes"),
                                lanePool ->
                                    StudyRun.create(
                                        status,
                                        Resumption.ofNew(study),
                                        directory,
                                        new LocalLanes(
                                            lanePool,
                                            platform,
                                            platform.lanes(lanes.cpuLanes()),
                                            context.getSystem(),
                                            registry),
                                        settings,
                                        registry),
                                status.view(),
                                end)
                            ::on)),
            "revcor");
  }

  @Override
  public void resume() {
    system.tell(new Command.Resume());
  }

  @Override
  public long trials() {
    if (end.isDone()) {
      String problem = end.join().lifecycle().problem();
      throw new ObserverFailedException(
          "the study failed: "
              + (problem == null ? "it ended unexpectedly; see the log" : problem));
    }
    return (long) trials.count();
  }

  @Override
  public Duration settling() {
    return Duration.ZERO;
  }

  /** Holds blocks back and waits until none is in flight. */
  @Override
  public void pause() {
    system.tell(new Command.Hold());
    while (!end.isDone() && status().busy() + status().queued() > 0) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    double folded;
    do {
      folded = trials.count();
      LockSupport.parkNanos(QUIET_NANOS);
    } while (!end.isDone() && trials.count() > folded);
  }

  private PoolStatus status() {
    return AskPattern.ask(system, Command.GetStatus::new, STATUS_TIMEOUT, system.scheduler())
        .toCompletableFuture()
        .join();
  }

  /** Releases the lanes and aborts the study. */
  @Override
  public void close() {
    SystemTermination.of(system);
  }

  /**
   * The guardian. It forwards messages from the run to the lanes, and holds blocks back while
   * closed.
   */
  private static final class Gate {
    private final ActorRef<LanePool.Command> pool;
    private final ActorRef<StudyRun.Command> run;
    private final CompletableFuture<StudyView> end;
    private final Queue<LanePool.Command> held = new ArrayDeque<>();
    private boolean isOpen;
    private StudyView newest;

    Gate(
        ActorContext<Command> context,
        ActorRef<LanePool.Command> pool,
        Function<ActorRef<LanePool.Command>, Behavior<StudyRun.Command>> factory,
        StudyView initial,
        CompletableFuture<StudyView> end) {
      this.pool = pool;
      this.newest = initial;
      this.end = end;
      this.run =
          context.spawn(
              factory.apply(context.messageAdapter(LanePool.Command.class, Command.Pass::new)),
              "run",
              DispatcherSelector.blocking());
      context.watchWith(run, new Command.Ended());
      run.tell(
          new StudyRun.Subscribe(
              context.messageAdapter(StudyView.class, Command.Changed::new),
              context.getSystem().ignoreRef()));
    }

    private Behavior<Command> on(Command command) {
      switch (command) {
        case Command.Pass pass -> onPass(pass.message());
        case Command.Resume resume -> {
          isOpen = true;
          held.forEach(pool::tell);
          held.clear();
        }
        case Command.Hold hold -> isOpen = false;
        case Command.GetStatus get -> pool.tell(new LanePool.GetStatus(get.replyTo()));
        case Command.Changed changed -> onChanged(changed.study());
        case Command.Ended ended -> end.complete(newest);
      }
      return Behaviors.same();
    }

    private void onPass(LanePool.Command message) {
      if (isOpen || !(message instanceof LanePool.Submit)) {
        pool.tell(message);
      } else {
        held.add(message);
      }
    }

    private void onChanged(StudyView study) {
      newest = study;
      if (study.lifecycle().state().isEnded()) {
        run.tell(new StudyRun.Close());
      }
    }
  }
}
