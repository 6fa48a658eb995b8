package org.revcor.study;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.revcor.ObserverFailedException;
import org.revcor.lane.LanePool;
import org.revcor.lane.LaneSettings;
import org.revcor.lane.Platform;
import org.revcor.record.StudyState;

/**
 * A study that goes on and pauses as often as one likes, on lanes that stay. Thread-safe, but for
 * its turns.
 */
public final class TimedRun implements AutoCloseable {
  private static final Duration CLOSING = Duration.ofSeconds(10);

  private sealed interface Command {
    record Begin(StudyStatus status, Resumption resumption, CompletableFuture<Done> rests)
        implements Command {}

    record Changed(StudyView study) implements Command {}

    record Pause() implements Command {}

    record Ended() implements Command {}
  }

  private final PreparedStudy study;
  private final RunDirectory directory;
  private final Counter trials;
  private final ActorSystem<Command> system;
  private CompletableFuture<Done> rests = CompletableFuture.completedFuture(Done.getInstance());

  TimedRun(
      PreparedStudy study,
      RunDirectory directory,
      Platform platform,
      LaneSettings lanes,
      Duration checkpointInterval) {
    this.study = study;
    this.directory = directory;
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    this.trials = registry.counter("revcor.trials");
    RunSettings settings =
        new RunSettings(platform.lanes(lanes.cpuLanes()), 1, checkpointInterval, Optional.empty());
    this.system =
        ActorSystem.create(
            Behaviors.setup(
                context -> {
                  ActorRef<LanePool.Command> pool =
                      context.spawn(LanePool.create(platform, lanes, registry), "lanes");
                  return new Turns(context, directory, pool, settings, registry).waiting();
                }),
            "revcor");
  }

  /** Has the study go on from where it is. */
  public void goOn() {
    rests = new CompletableFuture<>();
    try {
      Optional<StudyView> earlier = directory.record();
      Resumption resumption =
          earlier.isPresent() ? Resumption.of(study, directory) : Resumption.anew(study);
      StudyStatus status =
          new StudyStatus(
              "bench", study, earlier.map(StudyView::created).orElseGet(StudyStatus::now));
      directory.begin(resumption, status.view());
      system.tell(new Command.Begin(status, resumption, rests));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (CannotResumeException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Trials folded so far, over all turns.
   *
   * @throws ObserverFailedException if the study has failed
   */
  public long trials() {
    if (rests.isCompletedExceptionally()) {
      throw new ObserverFailedException("the study failed: " + rests.exceptionNow().getMessage());
    }
    return (long) trials.count();
  }

  /** Pauses it, and waits until all is written that it goes on from. */
  public void pause() {
    system.tell(new Command.Pause());
    rests.join();
  }

  /** Gives the lanes back; a study that runs is broken off. */
  @Override
  public void close() {
    system.terminate();
    system
        .getWhenTerminated()
        .toCompletableFuture()
        .completeOnTimeout(Done.getInstance(), CLOSING.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  /** The guardian: waits, or follows the run that is its child. */
  private record Turns(
      ActorContext<Command> context,
      RunDirectory directory,
      ActorRef<LanePool.Command> pool,
      RunSettings settings,
      SimpleMeterRegistry registry) {

    Behavior<Command> waiting() {
      return Behaviors.receiveMessage(
          message -> message instanceof Command.Begin begin ? begin(begin) : Behaviors.same());
    }

    private Behavior<Command> begin(Command.Begin begin) {
      ActorRef<StudyRun.Command> run =
          context.spawnAnonymous(
              StudyRun.create(
                  begin.status(), begin.resumption(), directory, pool, settings, registry),
              DispatcherSelector.blocking());
      context.watchWith(run, new Command.Ended());
      run.tell(
          new StudyRun.Subscribe(
              context.messageAdapter(StudyView.class, Command.Changed::new),
              context.getSystem().ignoreRef()));
      return following(run, begin.rests(), begin.status().view());
    }

    private Behavior<Command> following(
        ActorRef<StudyRun.Command> run, CompletableFuture<Done> rests, StudyView newest) {
      return Behaviors.receiveMessage(
          message ->
              switch (message) {
                case Command.Begin begin -> throw new IllegalStateException("it runs already");
                case Command.Pause pause -> {
                  run.tell(new StudyRun.Rest(Closing.Purpose.PAUSE));
                  yield Behaviors.same();
                }
                case Command.Changed changed -> {
                  if (changed.study().state().rests()) {
                    run.tell(new StudyRun.Close());
                  }
                  yield following(run, rests, changed.study());
                }
                case Command.Ended ended -> {
                  if (newest.state() == StudyState.PAUSED) {
                    rests.complete(Done.getInstance());
                  } else {
                    rests.completeExceptionally(
                        new IllegalStateException(
                            newest.problem() == null
                                ? "it broke off; the log tells why"
                                : newest.problem()));
                  }
                  yield waiting();
                }
              });
    }
  }
}
