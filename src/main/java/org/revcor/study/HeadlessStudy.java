package org.revcor.study;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.revcor.InvalidInputException;
import org.revcor.lane.LanePool;
import org.revcor.lane.LaneSettings;
import org.revcor.lane.Platform;
import org.revcor.specification.StudySpecification;

/** A single study without a server: its own lanes, its results in one folder. Thread-safe. */
public final class HeadlessStudy implements AutoCloseable {
  private static final Duration STATUS_TIMEOUT = Duration.ofMinutes(1);

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
   *     study or a checkpoint that cannot be read
   */
  public static HeadlessStudy start(
      StudySpecification specification,
      Materials materials,
      Path folder,
      LaneSettings lanes,
      Duration checkpointInterval) {
    return start(specification, materials, folder, lanes, checkpointInterval, Optional.empty());
  }

  /**
   * The same, and correlates the maps of each look with those of a reference. What the folder has
   * otherwise does not depend on it.
   *
   * @param reference of the same channels and shape
   */
  public static HeadlessStudy start(
      StudySpecification specification,
      Materials materials,
      Path folder,
      LaneSettings lanes,
      Duration checkpointInterval,
      Optional<Reference> reference) {
    return start(
        specification,
        materials,
        new RunDirectory(folder),
        lanes,
        checkpointInterval,
        reference,
        new RunDirectory(folder).record());
  }

  /**
   * Prepares and begins a study; what is in the folder goes.
   *
   * @throws InvalidInputException if the specification cannot be used; the folder is as it was
   */
  public static HeadlessStudy startAnew(
      StudySpecification specification,
      Materials materials,
      Path folder,
      LaneSettings lanes,
      Duration checkpointInterval) {
    return start(
        specification,
        materials,
        new RunDirectory(folder),
        lanes,
        checkpointInterval,
        Optional.empty(),
        Optional.empty());
  }

  private static HeadlessStudy start(
      StudySpecification specification,
      Materials materials,
      RunDirectory directory,
      LaneSettings lanes,
      Duration checkpointInterval,
      Optional<Reference> reference,
      Optional<StudyView> earlier) {
    Platform platform = Platform.ofThisMachine();
    Capacity capacity = Capacity.of(platform, lanes);
    PreparedStudy prepared =
        earlier
            .map(
                run ->
                    PreparedStudy.again(specification, run.plan(), materials, platform, capacity))
            .orElseGet(() -> PreparedStudy.of(specification, materials, platform, capacity));
    PreparedStudy study =
        earlier
            .map(run -> of(run, directory, () -> Resumption.theSame(prepared, run)))
            .orElse(prepared);
    StudyStatus status =
        new StudyStatus(
            directory.folder().toAbsolutePath().getFileName().toString(),
            study,
            earlier.map(StudyView::created).orElseGet(StudyStatus::now));
    StudyView view = status.view();
    Optional<StudyView> complete = earlier.filter(run -> run.isAllThatIsAskedOf(view));
    if (complete.isPresent()) {
      return new HeadlessStudy(
          Optional.empty(), CompletableFuture.completedFuture(complete.get()), 0);
    }
    Resumption resumption =
        earlier
            .map(run -> of(run, directory, () -> Resumption.of(study, directory)))
            .orElseGet(() -> Resumption.anew(study));
    try {
      directory.begin(resumption, view);
    } catch (IOException e) {
      throw new InvalidInputException(
          "--out",
          directory.folder() + " (" + e.getMessage() + ")",
          "a folder that can be written");
    }
    CompletableFuture<StudyView> end = new CompletableFuture<>();
    return new HeadlessStudy(
        Optional.of(
            ActorSystem.create(
                guardian(
                    status,
                    resumption,
                    directory,
                    platform,
                    lanes,
                    new RunSettings(
                        platform.lanes(lanes.cpuLanes()), 1, checkpointInterval, reference),
                    end),
                "revcor")),
        end,
        resumption.trials());
  }

  /** Something of an earlier run, which may turn out to be of another study. */
  private interface Earlier<T> {
    T get() throws CannotResumeException;
  }

  private static <T> T of(StudyView earlier, RunDirectory directory, Earlier<T> something) {
    try {
      return something.get();
    } catch (CannotResumeException why) {
      throw new InvalidInputException(
          "--out",
          "%s, which holds the study \"%s\" (%s)"
              .formatted(directory.folder(), earlier.name(), why.getMessage()),
          "an empty or new folder, or that of this very study (revcor run --fresh begins anew in it)");
    }
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

  private static Behavior<Command> guardian(
      StudyStatus status,
      Resumption resumption,
      RunDirectory directory,
      Platform platform,
      LaneSettings lanes,
      RunSettings settings,
      CompletableFuture<StudyView> end) {
    return Behaviors.setup(
        context -> {
          SimpleMeterRegistry registry = new SimpleMeterRegistry();
          ActorRef<LanePool.Command> pool =
              context.spawn(LanePool.create(platform, lanes, registry), "lanes");
          ActorRef<StudyRun.Command> run =
              context.spawn(
                  StudyRun.create(status, resumption, directory, pool, settings, registry),
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
                run.tell(new StudyRun.Stop());
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
        AskPattern.ask(system.get(), Command.Describe::new, STATUS_TIMEOUT, system.get().scheduler());
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
    system.ifPresent(Termination::of);
  }
}
