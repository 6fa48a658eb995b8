package org.revcor.study;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.revcor.InvalidInputException;
import org.revcor.estimate.Looks;
import org.revcor.lane.LanePool;
import org.revcor.lane.LaneSettings;
import org.revcor.lane.Platform;
import org.revcor.record.EndReason;
import org.revcor.record.StudyState;

/** A single study without a server: its own lanes, its results in one folder. Thread-safe. */
public final class HeadlessStudy implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration CLOSING = Duration.ofSeconds(10);

  /** What the guardian hears; the study's run is its child. */
  private sealed interface Command {
    record Changed(StudyView study) implements Command {}

    record Ended() implements Command {}

    record Describe(ActorRef<Optional<StudyView>> replyTo) implements Command {}

    record Stop() implements Command {}
  }

  /**
   * What a study has maps of.
   *
   * @param channels their names
   * @param shape planes, rows, columns of a map
   */
  public record Outline(List<String> channels, List<Integer> shape) {
    public Outline {
      channels = List.copyOf(channels);
      shape = List.copyOf(shape);
    }
  }

  private final Optional<ActorSystem<Command>> system;
  private final CompletableFuture<StudyView> end;
  private final long resumedAt;

  private HeadlessStudy(
      Optional<ActorSystem<Command>> system, CompletableFuture<StudyView> end, long resumedAt) {
    this.system = system;
    this.end = end;
    this.resumedAt = resumedAt;
  }

  /**
   * Prepares and begins a study, goes on with it from its checkpoint in the folder, or recognises
   * it there as complete.
   *
   * @param folder where results go; made if missing
   * @param checkpointInterval least time between two checkpoints
   * @throws InvalidInputException if the specification cannot be used, or the folder holds another
   *     study
   */
  public static HeadlessStudy start(
      StudySpecification specification,
      Materials materials,
      Path folder,
      LaneSettings lanes,
      Duration checkpointInterval) {
    Platform platform = Platform.ofThisMachine();
    PreparedStudy study =
        PreparedStudy.of(specification, materials, platform, Capacity.of(platform, lanes));
    StudyStatus status = new StudyStatus(folder.toAbsolutePath().getFileName().toString(), study);
    RunDirectory directory = new RunDirectory(folder);
    Optional<StudyView> complete = complete(directory, status.view());
    if (complete.isPresent()) {
      return new HeadlessStudy(
          Optional.empty(), CompletableFuture.completedFuture(complete.get()), 0);
    }
    Optional<Checkpoint> from =
        directory.record().isPresent() ? directory.checkpoint() : Optional.empty();
    try {
      if (from.isPresent()) {
        directory.resume(looks(study, from.get()));
      } else {
        directory.begin(status.view());
      }
    } catch (IOException e) {
      throw new InvalidInputException(
          "--out", folder + " (" + e.getMessage() + ")", "a folder that can be written");
    }
    CompletableFuture<StudyView> end = new CompletableFuture<>();
    return new HeadlessStudy(
        Optional.of(
            ActorSystem.create(
                guardian(status, from, directory, platform, lanes, checkpointInterval, end),
                "revcor")),
        end,
        from.map(point -> point.blocks() * study.plan().blockSize()).orElse(0L));
  }

  /**
   * What a study would have maps of, without running it.
   *
   * @throws InvalidInputException if the specification cannot be used
   */
  public static Outline outline(
      StudySpecification specification, Materials materials, LaneSettings lanes) {
    Platform platform = Platform.ofThisMachine();
    PreparedStudy study =
        PreparedStudy.of(specification, materials, platform, Capacity.of(platform, lanes));
    return new Outline(study.channels(), study.mapShape());
  }

  /** The earlier run in the folder, if it is of the same study and complete. */
  private static Optional<StudyView> complete(RunDirectory directory, StudyView study) {
    Optional<StudyView> earlier = directory.record();
    if (earlier.isPresent() && !earlier.get().isOfTheStudy(study)) {
      throw new InvalidInputException(
          "--out",
          "%s, which holds the study \"%s\"".formatted(directory.folder(), earlier.get().name()),
          "an empty or new folder, or that of this very study");
    }
    return earlier.filter(
        run -> run.state() == StudyState.FINISHED && run.end() != null && run.end().complete());
  }

  private static Set<Long> looks(PreparedStudy study, Checkpoint from) {
    return new Looks(study.blocks())
        .upTo(from.blocks())
        .map(blocks -> blocks * study.plan().blockSize())
        .boxed()
        .collect(Collectors.toSet());
  }

  private static Behavior<Command> guardian(
      StudyStatus status,
      Optional<Checkpoint> from,
      RunDirectory directory,
      Platform platform,
      LaneSettings lanes,
      Duration checkpointInterval,
      CompletableFuture<StudyView> end) {
    return Behaviors.setup(
        context -> {
          SimpleMeterRegistry registry = new SimpleMeterRegistry();
          ActorRef<LanePool.Command> pool =
              context.spawn(LanePool.create(platform, lanes, registry), "lanes");
          ActorRef<StudyRun.Command> run =
              context.spawn(
                  StudyRun.create(
                      status,
                      from,
                      directory,
                      pool,
                      new RunSettings(platform.lanes(lanes.cpuLanes()), 1, checkpointInterval),
                      registry),
                  "run",
                  DispatcherSelector.blocking());
          context.watchWith(run, new Command.Ended());
          run.tell(
              new StudyRun.Subscribe(
                  context.messageAdapter(StudyView.class, Command.Changed::new),
                  context.getSystem().ignoreRef()));
          return following(run, end, status.view());
        });
  }

  private static Behavior<Command> following(
      ActorRef<StudyRun.Command> run, CompletableFuture<StudyView> end, StudyView newest) {
    return Behaviors.receiveMessage(
        message ->
            switch (message) {
              case Command.Changed changed -> {
                if (changed.study().state().ended()) {
                  run.tell(new StudyRun.Close());
                }
                yield following(run, end, changed.study());
              }
              case Command.Describe describe -> {
                if (newest.state().ended()) {
                  describe.replyTo().tell(Optional.of(newest));
                } else {
                  run.tell(new StudyRun.Describe(describe.replyTo()));
                }
                yield Behaviors.same();
              }
              case Command.Stop stop -> {
                run.tell(new StudyRun.Stop(EndReason.STOPPED));
                yield Behaviors.same();
              }
              case Command.Ended ended -> {
                end.complete(
                    newest.state().ended()
                        ? newest
                        : newest.failed(
                            "the study broke off; the log tells why", newest.created()));
                yield Behaviors.same();
              }
            });
  }

  /** Trials that an earlier run in the folder had folded; 0 if it begins anew. */
  public long resumedAt() {
    return resumedAt;
  }

  /** The study as it is now. */
  public CompletionStage<StudyView> now() {
    if (end.isDone() || system.isEmpty()) {
      return end;
    }
    CompletionStage<Optional<StudyView>> described =
        AskPattern.ask(system.get(), Command.Describe::new, PATIENCE, system.get().scheduler());
    return described.thenApply(Optional::orElseThrow).exceptionallyCompose(gone -> end);
  }

  /** Completes when the study has ended and its results are written. */
  public CompletionStage<StudyView> end() {
    return end;
  }

  /** Ends the study after the block at hand, with complete results. */
  public void stop() {
    system.ifPresent(running -> running.tell(new Command.Stop()));
  }

  /**
   * Gives the lanes back; a study that runs is broken off. A lane stuck in native code is not
   * waited for.
   */
  @Override
  public void close() {
    system.ifPresent(
        running -> {
          running.terminate();
          running
              .getWhenTerminated()
              .toCompletableFuture()
              .completeOnTimeout(Done.getInstance(), CLOSING.toSeconds(), TimeUnit.SECONDS)
              .join();
        });
  }
}
