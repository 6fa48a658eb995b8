package org.revcor.study.run;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.revcor.inference.LanePool;
import org.revcor.inference.Platform;
import org.revcor.observer.ObserverSource;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.LocalLanes;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.Resumption;
import org.revcor.study.results.Resumption.CannotResumeException;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.StudyRun.RunSettings;
import org.revcor.study.specification.StudyFile;

/** A run with one subscriber until it stops, on a pool of the test. */
final class SubscribedRun {
  private final ActorRef<StudyRun.Command> run;
  private final CompletableFuture<StudyView> last;

  private SubscribedRun(ActorRef<StudyRun.Command> run, CompletableFuture<StudyView> last) {
    this.run = run;
    this.last = last;
  }

  static PreparedStudy prepare(String study, ObserverSource observer) {
    Path nowhere = Path.of("nowhere");
    return PreparedStudy.of(
        StudyFile.parseJson(study),
        new Materials(reference -> observer, Path::of, nowhere, new Bases(nowhere)),
        Platform.ofThisMachine(),
        Capacity.UNLIMITED);
  }

  /** Starts a study, or resumes it from its newest checkpoint. */
  static SubscribedRun start(
      ActorTestKit system, PreparedStudy study, Path folder, ActorRef<LanePool.Command> pool)
      throws Exception {
    return start(
        system,
        study,
        folder,
        pool,
        2,
        new RunSettings(1, Duration.ofHours(1), Optional.empty()),
        run -> run);
  }

  /**
   * Starts or resumes a study.
   *
   * @param lanes number of lanes of the pool
   * @param as wraps the behaviour of the run
   */
  static SubscribedRun start(
      ActorTestKit system,
      PreparedStudy study,
      Path folder,
      ActorRef<LanePool.Command> pool,
      int lanes,
      RunSettings settings,
      UnaryOperator<Behavior<StudyRun.Command>> as)
      throws CannotResumeException, IOException {
    RunDirectory directory = new RunDirectory(folder);
    Resumption resumption = Resumption.of(study, directory);
    StudyStatus status =
        new StudyStatus(folder.getFileName().toString(), study, "2026-01-01T00:00:00Z", null);
    directory.prepare(resumption, status.view());
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    ActorRef<StudyRun.Command> run =
        system.spawn(
            as.apply(
                StudyRun.create(
                    status,
                    resumption,
                    directory,
                    new LocalLanes(pool, Platform.ofThisMachine(), lanes, system.system(), meters),
                    settings,
                    meters)),
            DispatcherSelector.blocking());
    CompletableFuture<StudyView> last = new CompletableFuture<>();
    ActorRef<StudyView> subscriber = system.spawn(subscriber(run, last, status.view()));
    run.tell(new StudyRun.Subscribe(subscriber, system.system().ignoreRef()));
    return new SubscribedRun(run, last);
  }

  private static Behavior<StudyView> subscriber(
      ActorRef<StudyRun.Command> run, CompletableFuture<StudyView> last, StudyView submitted) {
    return Behaviors.setup(
        context -> {
          context.watch(run);
          return receiving(run, last, submitted);
        });
  }

  private static Behavior<StudyView> receiving(
      ActorRef<StudyRun.Command> run, CompletableFuture<StudyView> last, StudyView newest) {
    return Behaviors.receive(StudyView.class)
        .onMessage(
            StudyView.class,
            view -> {
              if (view.lifecycle().state().isEnded()
                  || view.lifecycle().state() == StudyState.PAUSED) {
                run.tell(new StudyRun.Close());
              }
              return receiving(run, last, view);
            })
        .onSignal(
            Terminated.class,
            gone -> {
              last.complete(newest);
              return Behaviors.stopped();
            })
        .build();
  }

  void tell(StudyRun.Command command) {
    run.tell(command);
  }

  /** Waits for the run to stop and returns its last view. */
  StudyView end() throws Exception {
    return end(Duration.ofSeconds(60));
  }

  /** Waits at most so long for the run to stop and returns its last view. */
  StudyView end(Duration timeout) throws Exception {
    return last.get(timeout.toSeconds(), TimeUnit.SECONDS);
  }
}
