package org.revcor.server;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the server ends: it says that it is not ready, lets the studies write what the next process
 * goes on from while everyone can still watch, then takes no more connections and hangs up.
 */
final class Shutdown {
  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

  /** They end at their next batch. */
  private static final Duration ANALYSES_DEADLINE = Duration.ofSeconds(5);

  private final ActorSystem<?> system;
  private final AskStudies studies;
  private final AskAnalyses analyses;
  private final ServerBinding binding;
  private final AtomicBoolean shuttingDown;
  private final Duration studiesDeadline;
  private final Duration hangUpDeadline;

  Shutdown(
      ActorSystem<?> system,
      AskStudies studies,
      AskAnalyses analyses,
      ServerBinding binding,
      AtomicBoolean shuttingDown,
      Duration studiesDeadline,
      Duration hangUpDeadline) {
    this.system = system;
    this.studies = studies;
    this.analyses = analyses;
    this.binding = binding;
    this.shuttingDown = shuttingDown;
    this.studiesDeadline = studiesDeadline;
    this.hangUpDeadline = hangUpDeadline;
  }

  void register() {
    CoordinatedShutdown phases = CoordinatedShutdown.get(system);
    phases.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "hand the studies over",
        () -> {
          shuttingDown.set(true);
          LOG.info("shutting down; running studies are handed over");
          return studies
              .shutDown(studiesDeadline)
              .exceptionally(
                  late -> {
                    LOG.warn(
                        "studies have not been handed over within {}; they go on from their last checkpoints",
                        studiesDeadline);
                    return Done.getInstance();
                  });
        });
    phases.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "stop the analyses",
        () ->
            analyses
                .shutDown(ANALYSES_DEADLINE)
                .exceptionally(
                    late -> {
                      LOG.warn("an analysis goes on after {}; it is left", ANALYSES_DEADLINE);
                      return Done.getInstance();
                    }));
    phases.addTask(
        CoordinatedShutdown.PhaseServiceUnbind(), "take no more connections", binding::unbind);
    phases.addTask(
        CoordinatedShutdown.PhaseServiceRequestsDone(),
        "hang up",
        () -> binding.terminate(hangUpDeadline).thenApply(terminated -> Done.getInstance()));
    phases.addTask(
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
        "say goodbye",
        () -> {
          LOG.info("shut down");
          return CompletableFuture.completedStage(Done.getInstance());
        });
  }
}
