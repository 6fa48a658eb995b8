package org.revcor.study.run;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.revcor.InvalidInputException;
import org.revcor.inference.LanePool;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Platform;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.Lanes;
import org.revcor.study.plan.LocalLanes;
import org.revcor.study.plan.LocalLanes.SystemTermination;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.Reference;
import org.revcor.study.results.Reference.StudyOutline;
import org.revcor.study.results.Resumption;
import org.revcor.study.results.Resumption.CannotResumeException;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.StudyRun.RunSettings;
import org.revcor.study.specification.StudySpecification;

/** A single study without a server, with its own lanes and one output folder. Thread-safe. */
public final class HeadlessStudy implements AutoCloseable {
  private static final Duration STATUS_TIMEOUT = Duration.ofMinutes(1);

  private final Optional<ActorSystem<StudyView>> system;
  private final CompletableFuture<ActorRef<StudyRun.Command>> run;
  private final CompletableFuture<StudyView> end;
  private final long resumedAt;

  private HeadlessStudy(
      Optional<ActorSystem<StudyView>> system,
      CompletableFuture<ActorRef<StudyRun.Command>> run,
      CompletableFuture<StudyView> end,
      long resumedAt) {
    this.system = system;
    this.run = run;
    this.end = end;
    this.resumedAt = resumedAt;
  }

  /**
   * Starts a study, or resumes it from the newest checkpoint in the folder. A complete study is not
   * run again.
   *
   * @throws InvalidInputException if the specification is invalid, or the folder holds another
   *     study or no readable checkpoint
   */
  public static HeadlessStudy start(
      StudySpecification specification,
      Materials materials,
      Path folder,
      LaneSettings lanes,
      Duration checkpointInterval) {
    return start(
        specification, materials, folder, lanes, checkpointInterval, Optional.empty(), false);
  }

  /**
   * Starts or resumes a study.
   *
   * @param reference maps of the same channels and shape, with which the maps of each look are
   *     correlated; all other results are the same as without it
   * @param fresh whether to start from the first trial and delete any earlier study in the folder
   * @throws InvalidInputException if the specification is invalid, or the folder holds a study that
   *     is not resumed or cannot be read; the folder is not changed then
   */
  public static HeadlessStudy start(
      StudySpecification specification,
      Materials materials,
      Path folder,
      LaneSettings lanes,
      Duration checkpointInterval,
      Optional<Reference> reference,
      boolean fresh) {
    RunDirectory directory = new RunDirectory(folder);
    Optional<StudyView> record = fresh ? Optional.empty() : earlierRun(directory);
    Platform platform = Platform.ofThisMachine(lanes.kernels());
    Capacity capacity = Capacity.of(platform, lanes);
    PreparedStudy prepared =
        record
            .map(
                run ->
                    PreparedStudy.ofEarlier(
                        specification, run.setup().plan(), materials, platform, capacity))
            .orElseGet(() -> PreparedStudy.of(specification, materials, platform, capacity));
    PreparedStudy study =
        record
            .map(run -> require(run, directory, () -> Resumption.requireSameStudy(prepared, run)))
            .orElse(prepared);
    RecordedResponses.requireComplete(study, directory);
    StudyStatus status =
        new StudyStatus(
            directory.folder().toAbsolutePath().getFileName().toString(),
            study,
            record.map(earlier -> earlier.lifecycle().created()).orElseGet(StudyStatus::now),
            record.map(earlier -> earlier.lifecycle().owner()).orElse(null));
    record.ifPresent(earlier -> status.label(earlier.labels().withName(specification.name())));
    StudyView view = status.view();
    CompletableFuture<ActorRef<StudyRun.Command>> started = new CompletableFuture<>();
    Optional<StudyView> complete = record.filter(earlier -> earlier.satisfies(view));
    if (complete.isPresent()) {
      return new HeadlessStudy(
          Optional.empty(), started, CompletableFuture.completedFuture(complete.get()), 0);
    }
    Resumption resumption =
        record
            .map(run -> require(run, directory, () -> Resumption.of(study, directory)))
            .orElseGet(() -> Resumption.ofNew(study));
    try {
      if (fresh) {
        directory.deleteContrasts();
      }
      directory.prepare(resumption, view);
    } catch (IOException e) {
      throw unwritable(directory.folder(), e);
    }
    CompletableFuture<StudyView> end = new CompletableFuture<>();
    RunSettings settings = new RunSettings(1, checkpointInterval, reference);
    return new HeadlessStudy(
        Optional.of(
            ActorSystem.create(
                guardian(status, resumption, directory, platform, lanes, settings, started, end),
                "revcor")),
        started,
        end,
        resumption.trials());
  }

  private static Optional<StudyView> earlierRun(RunDirectory directory) {
    Optional<StudyView> record = directory.record();
    try {
      if (record.isEmpty() && directory.hasRecordOrCheckpoint()) {
        throw new InvalidInputException(
            "--out",
            "%s, which holds a study whose %s"
                .formatted(directory.folder(), directory.recordProblem()),
            "an empty or new folder, or this one with that file restored (with --fresh, revcor run"
                + " and revcor known replace its content)");
      }
    } catch (IOException e) {
      throw unwritable(directory.folder(), e);
    }
    return record;
  }

  static InvalidInputException unwritable(Path folder, IOException why) {
    return new InvalidInputException(
        "--out", "%s (%s)".formatted(folder, why.getMessage()), "a folder that can be written");
  }

  private interface Check<T> {
    T get() throws CannotResumeException;
  }

  private static <T> T require(StudyView run, RunDirectory directory, Check<T> check) {
    try {
      return check.get();
    } catch (CannotResumeException why) {
      throw new InvalidInputException(
          "--out",
          "%s, which holds the study \"%s\" (%s)"
              .formatted(directory.folder(), run.name(), why.getMessage()),
          "an empty or new folder, or the folder of this study (with --fresh, revcor run and revcor"
              + " known replace its content)");
    }
  }

  /**
   * Returns the channels and map shape of a study without running it.
   *
   * @throws InvalidInputException if the specification is invalid
   */
  public static StudyOutline outline(
      StudySpecification specification, Materials materials, LaneSettings lanes) {
    Platform platform = Platform.ofThisMachine(lanes.kernels());
    PreparedStudy study =
        PreparedStudy.of(specification, materials, platform, Capacity.of(platform, lanes));
    return new StudyOutline(study.channels(), study.mapShape());
  }

  /** Returns the trials folded by an earlier run in the folder; 0 for a new study. */
  public long resumedAt() {
    return resumedAt;
  }

  public CompletionStage<StudyView> now() {
    if (end.isDone() || system.isEmpty()) {
      return end;
    }
    return run.thenCompose(
            actor ->
                AskPattern.askWithStatus(
                    actor, StudyRun.Describe::new, STATUS_TIMEOUT, system.get().scheduler()))
        .exceptionallyCompose(gone -> end)
        .applyToEither(end, Function.identity());
  }

  /** Completes when the study has ended and its results are written. */
  public CompletionStage<StudyView> end() {
    return end;
  }

  /** Ends the study after the current block, with complete results. */
  public void stop() {
    if (system.isPresent()) {
      run.join().tell(new StudyRun.Stop());
    }
  }

  /**
   * Releases the lanes and aborts a running study. Does not wait for a lane that is stuck in native
   * code.
   */
  @Override
  public void close() {
    system.ifPresent(SystemTermination::of);
  }

  /**
   * Creates the parent of the lanes and the run, which receives the views of the study.
   *
   * @param end completed with its last view when the run has stopped
   */
  private static Behavior<StudyView> guardian(
      StudyStatus status,
      Resumption resumption,
      RunDirectory directory,
      Platform platform,
      LaneSettings lanes,
      RunSettings settings,
      CompletableFuture<ActorRef<StudyRun.Command>> started,
      CompletableFuture<StudyView> end) {
    return Behaviors.setup(
        context -> {
          SimpleMeterRegistry registry = new SimpleMeterRegistry();
          ActorRef<LanePool.Command> pool =
              context.spawn(LanePool.create(platform, lanes, registry), "lanes");
          Lanes local =
              new LocalLanes(
                  pool, platform, platform.lanes(lanes.cpuLanes()), context.getSystem(), registry);
          ActorRef<StudyRun.Command> run =
              context.spawn(
                  StudyRun.create(status, resumption, directory, local, settings, registry),
                  "run",
                  DispatcherSelector.blocking());
          context.watch(run);
          run.tell(new StudyRun.Subscribe(context.getSelf(), context.getSystem().ignoreRef()));
          started.complete(run);
          return following(run, end, status.view());
        });
  }

  private static Behavior<StudyView> following(
      ActorRef<StudyRun.Command> run, CompletableFuture<StudyView> end, StudyView newest) {
    return Behaviors.receive(StudyView.class)
        .onMessage(
            StudyView.class,
            view -> {
              if (view.lifecycle().state().isEnded()) {
                run.tell(new StudyRun.Close());
              }
              return following(run, end, view);
            })
        .onSignal(
            Terminated.class,
            stopped -> {
              end.complete(
                  newest.lifecycle().state().isEnded()
                      ? newest
                      : newest.withFailure(
                          "the study ended unexpectedly; see the log",
                          newest.lifecycle().created()));
              return Behaviors.same();
            })
        .build();
  }
}
